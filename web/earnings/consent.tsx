// Whether the programme officer of her region may see an agent's progress: hers to give and to take back, at once. What it
// means stands beside it in the gateway's own words; below it, who looked.
import { useEffect, useState } from "react";
import { useLanguage, useTexts } from "../ui-shared";
import { OutcomeLine, useDeed, type Deed } from "../money/deed";
import { useVisit } from "../money/door";
import { instantWords } from "../money/format";
import { Shown, type Loaded } from "../money/loading";
import { DataTable } from "../money/table";
import { consentWords, wishAfter, type Consent, type ConsentWish } from "./consent_model";
import { consentTexts } from "./consent_texts";

const CONSENT = "/api/program/consent";
const keys = {
  progress: { given: "givenProgress", ended: "endedProgress", gave: "gaveProgress", took: "tookProgress" },
  income: { given: "givenIncome", ended: "endedIncome", gave: "gaveIncome", took: "tookIncome" },
} as const;

function Switch({ what, consent, onChange }: {
  what: keyof ConsentWish; consent: Consent; onChange: (what: keyof ConsentWish, given: boolean) => void;
}) {
  const t = useTexts(consentTexts);
  const language = useLanguage();
  const since = consent[`${what}_since_ms`];
  return (
    <div>
      <label className="money-check consent">
        <input
          type="checkbox" role="switch" checked={since !== null} aria-describedby={`consent-${what}`}
          onChange={(event) => onChange(what, event.target.checked)}
        />
        <span>{t[what]}</span>
      </label>
      <p id={`consent-${what}`} className="soft">
        {consentWords(consent, what, language)}{" "}
        {since !== null && t.since(instantWords(since, consent.utc_offset_minutes, language))}
      </p>
    </div>
  );
}

function Switches({ consent, deed, onChanged }: { consent: Consent; deed: Deed; onChanged: (consent: Consent) => void }) {
  const t = useTexts(consentTexts);
  const language = useLanguage();
  const { write } = useVisit();
  const change = async (what: keyof ConsentWish, given: boolean) => {
    if (what === "income" && given && consent.progress_since_ms === null) return deed.refuse(t.needsProgress);
    const done = await deed.run(
      () => write<Consent>(CONSENT, wishAfter(consent, what, given), "PUT"),
      () => t[keys[what][given ? "given" : "ended"]],
    );
    if (done) onChanged(done);
  };
  return (
    <>
      <p>{t.who(consent.region ?? "", consent.officers.join(language === "zh-CN" ? "、" : ", ") || t.nobody)}</p>
      <Switch what="progress" consent={consent} onChange={(what, given) => void change(what, given)} />
      <Switch what="income" consent={consent} onChange={(what, given) => void change(what, given)} />
      <OutcomeLine of={deed} />
      <p>{consentWords(consent, "never", language)}</p>
      <p className="soft">{consentWords(consent, "withdraw", language)}</p>
    </>
  );
}

function Looks({ consent }: { consent: Consent }) {
  const t = useTexts(consentTexts);
  const language = useLanguage();
  const time = (ms: number) => instantWords(ms, consent.utc_offset_minutes, language);
  return (
    <>
      <h3>{t.looks}</h3>
      <DataTable
        caption={t.looks} captionHidden rows={consent.looks} rowKey={(one) => `${one.at_ms}-${one.name}-${one.as_file}`} empty={t.noLooks}
        columns={[
          { key: "time", head: t.time, cell: (one) => time(one.at_ms) },
          { key: "name", head: t.name, cell: (one) => one.name },
          { key: "how", head: t.how, cell: (one) => `${one.as_file ? t.asFile : t.onPage}${one.income ? t.withIncome : ""}` },
        ]}
      />
      {consent.looks_left_out > 0 && <p className="soft">{t.moreLooks(consent.looks_left_out)}</p>}
      {consent.history.length > 0 && (
        <details className="money-details">
          <summary>{t.history}</summary>
          <DataTable
            caption={t.history} captionHidden rows={consent.history} rowKey={(one) => `${one.at_ms}-${one.what}-${one.given}`}
            columns={[
              { key: "time", head: t.time, cell: (one) => time(one.at_ms) },
              {
                key: "what", head: t.change,
                cell: (one) => `${t[keys[one.what][one.given ? "gave" : "took"]]}${one.cause === "moved" ? t.moved : ""}`,
              },
              { key: "region", head: t.region, cell: (one) => one.region },
            ]}
          />
        </details>
      )}
    </>
  );
}

export function ConsentSection({ loaded }: { loaded: Loaded<Consent> }) {
  const t = useTexts(consentTexts);
  // What the latest change was answered with, until it is read anew.
  const [changed, setChanged] = useState<Consent>();
  useEffect(() => setChanged(undefined), [loaded.body]);
  const deed = useDeed();
  return (
    <section aria-labelledby="consent">
      <h2 id="consent">{t.title}</h2>
      <p className="soft">{t.intro}</p>
      <Shown loaded={loaded}>
        {(body) => (
          <>
            {body.region === null ? <p>{t.noRegion}</p> : <Switches consent={changed ?? body} deed={deed} onChanged={setChanged} />}
            <Looks consent={changed ?? body} />
          </>
        )}
      </Shown>
    </section>
  );
}
