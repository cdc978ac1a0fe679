// The agents one by one, at work first of all, a page at a time. What an agent needs or is good at is nobody's business
// here: the list says only how each stands and how much she has.
import { useRef, useState } from "react";
import { Button, Checkbox } from "react-aria-components";
import { Presence, type AgentRow } from "../client";
import { useNow } from "../ui-shared";
import { presenceWords } from "../workbench/model/presence";
import { textsFor } from "../workbench/texts";
import { OutcomeLine, useControl, useControlSnapshot, useWords } from "./control";
import { DeedMenu } from "./deed_menu";
import { useAskedAgain, useKeptFocus } from "./hooks";
import { agentFacts, settable } from "./model";
import { useDeedsAskAgain } from "./queue_panel";

export function AgentList({ held }: { held: boolean }) {
  const [shown, setShown] = useState(false);
  const { t } = useWords();
  return (
    <>
      <div className="tools">
        <Button className="y-button" aria-expanded={shown} onPress={() => setShown(!shown)}>
          {shown ? t.hideAgents : t.showAgents}
        </Button>
      </div>
      {shown && <Pages held={held} />}
    </>
  );
}

function Pages({ held }: { held: boolean }) {
  const { store, deeds } = useControl();
  const { agents, board, serverOffsetMs } = useControlSnapshot();
  const { t } = useWords();
  const clock = useNow(15_000, !held);
  const [atWork, setAtWork] = useState(true);
  const [after, setAfter] = useState<readonly number[]>([0]); // of each page up to this one
  const heading = useRef<HTMLHeadingElement>(null);
  const list = useRef<HTMLUListElement>(null);
  const from = after.at(-1)!;
  const page = agents && agents.after === from && agents.atWork === atWork ? agents : undefined;

  const ask = () => void store.listAgents(from, atWork);
  useAskedAgain(`${from} ${atWork}`, board, held, ask);
  useDeedsAskAgain(deeds, ask);
  useKeptFocus(list, heading, page);
  const turn = (pages: readonly number[]) => {
    setAfter(pages);
    heading.current?.focus();
  };
  return (
    <section className="panel" aria-labelledby="agent-list">
      <h3 id="agent-list" tabIndex={-1} ref={heading}>{t.agentList}{after.length > 1 && ` · ${t.page(after.length)}`}</h3>
      <Checkbox className="wb-switch" isSelected={atWork} onChange={(only) => {
        setAtWork(only);
        setAfter([0]);
      }}>
        <span className="wb-switch-mark" aria-hidden="true">{atWork ? "☑" : "☐"}</span>{t.atWorkOnly}
      </Checkbox>
      {page?.rows.length === 0 && <p>{t.noAgents}</p>}
      <ul className="chats" role="list" ref={list}>
        {page?.rows.map((row) => <Row key={row.agent} row={row} nowMs={clock + serverOffsetMs} />)}
      </ul>
      {page && (after.length > 1 || page.next > 0) && (
        <div className="tools">
          {after.length > 1 && <Button className="y-button" onPress={() => turn(after.slice(0, -1))}>{t.previousPage}</Button>}
          {page.next > 0 && <Button className="y-button" onPress={() => turn([...after, page.next])}>{t.nextPage}</Button>}
        </div>
      )}
    </section>
  );
}

function Row({ row, nowMs }: { row: AgentRow; nowMs: number }) {
  const { showDialog } = useControl();
  const { t, language } = useWords();
  const state = presenceWords(row.presence, textsFor(language).presence);
  const names = {
    [Presence.FINISHING]: t.letFinish, [Presence.RESTING]: t.setResting, [Presence.TRAINING]: t.setTraining, [Presence.OFFLINE]: t.logOff,
  };
  const choices = settable(row).map((presence) => [presence, names[presence]] as const);
  return (
    <li>
      <p className="who"><b>{row.name}</b></p>
      <p className="facts">
        {agentFacts(row, state, nowMs, language, t).map(({ words, alarm }) => (
          <span key={words} className={alarm ? "alarm" : undefined}>{alarm && <span aria-hidden="true">⚠ </span>}{words}</span>
        ))}
      </p>
      {choices.length > 0 && (
        <div className="tools">
          <DeedMenu
            label={t.setState} name={t.setStateOf(row.name)} deeds={choices}
            onChoose={(presence) => showDialog({ name: "presence", agent: row.agent, who: row.name, load: row.load, presence })}
          />
        </div>
      )}
      <OutcomeLine place={`agent ${row.agent}`} />
    </li>
  );
}
