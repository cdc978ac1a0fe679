// A row of bars with its summary in words, the same as a table, and as a row of tones: the higher the bar, the higher the
// tone. The picture is plain; who cannot see it misses nothing.
import { useState, type ReactNode } from "react";
import { Button } from "react-aria-components";
import { catalogue, useTexts } from "../ui-shared";
import { DataTable } from "./table";
import { shared } from "./texts";
import { playValues } from "./tones";

const texts = catalogue(
  { listen: "听一遍", listenTo: (title: string) => `听一遍：${title}`, largest: (value: string) => `最高 ${value}` },
  { listen: "Listen", listenTo: (title: string) => `Listen: ${title}`, largest: (value: string) => `highest ${value}` },
);

export interface Bar {
  readonly key: string;
  readonly label: string;
  readonly value: number;
}

interface ChartProps {
  title: string;
  /** What the picture shows, in a sentence. */
  summary: ReactNode;
  bars: readonly Bar[];
  format: (value: number) => string;
  heads: readonly [string, string];
}

const HEIGHT = 100;

export function BarChart({ title, summary, bars, format, heads }: ChartProps) {
  const t = useTexts(texts);
  const words = useTexts(shared);
  const [playing, setPlaying] = useState(false);
  const most = Math.max(1, ...bars.map((bar) => bar.value));
  const listen = async () => {
    if (playing) return;
    setPlaying(true);
    await playValues(bars.map((bar) => bar.value / most));
    setPlaying(false);
  };
  return (
    <figure className="money-chart">
      <figcaption><strong>{title}</strong> <span>{summary}</span></figcaption>
      <div className="plot" aria-hidden="true">
        <p className="soft">{t.largest(format(Math.max(0, ...bars.map((bar) => bar.value))))}</p>
        <svg viewBox={`0 0 ${bars.length * 4} ${HEIGHT}`} preserveAspectRatio="none" focusable="false">
          {bars.map((bar, at) => {
            const height = (bar.value / most) * HEIGHT;
            return <rect key={bar.key} x={at * 4 + 0.5} width={3} y={HEIGHT - height} height={height} />;
          })}
        </svg>
        <p className="ends"><span>{bars[0]?.label}</span><span>{bars.at(-1)?.label}</span></p>
      </div>
      <div className="tools">
        <Button className="y-button y-quiet" aria-label={t.listenTo(title)} aria-disabled={playing} onPress={() => void listen()}>
          <span aria-hidden="true">♪ </span>{t.listen}
        </Button>
      </div>
      <details className="money-details">
        <summary>{words.asTable}</summary>
        <DataTable
          caption={title} captionHidden rows={bars} rowKey={(bar) => bar.key}
          columns={[
            { key: "label", head: heads[0], cell: (bar) => bar.label },
            { key: "value", head: heads[1], figures: true, cell: (bar) => format(bar.value) },
          ]}
        />
      </details>
    </figure>
  );
}
