// Whose account each agent's pay goes to. Nothing else of a person is known here than her number.
import { useRef, useState, type FormEvent } from "react";
import { Button, Input, Label, TextField } from "react-aria-components";
import { useTexts } from "../ui-shared";
import { DeedSubmit, OutcomeLine, useDeed } from "../money/deed";
import { useVisit } from "../money/door";
import { Refresh, Shown, useLoaded } from "../money/loading";
import { DataTable, type Column } from "../money/table";
import type { Payee, Payees } from "./model";
import { texts } from "./texts";

interface Entered {
  agent: string;
  name: string;
  account: string;
}
const nothing: Entered = { agent: "", name: "", account: "" };

function PayeeForm({ entered, onChange, onDone }: { entered: Entered; onChange: (entered: Entered) => void; onDone: () => Promise<unknown> }) {
  const t = useTexts(texts);
  const { write } = useVisit();
  const deed = useDeed();
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const agent = entered.agent.trim();
    const content = { name: entered.name.trim(), account: entered.account.trim() };
    if (!/^[1-9]\d{0,8}$/.test(agent)) return deed.refuse(t.agentWrong);
    if (!content.name || !content.account) return deed.refuse(t.payeeIncomplete);
    const path = `/api/finance/payees/${agent}`;
    if (!await deed.book((key) => write<Payee>(path, content, "PUT", key), (body) => t.payeeDone(body.agent, body.name))) return;
    onChange(nothing);
    await onDone();
  };
  const field = (key: keyof Entered, label: string, rest = {}) => (
    <TextField className="y-field" value={entered[key]} onChange={(value) => onChange({ ...entered, [key]: value })} autoComplete="off" {...rest}>
      <Label>{label}</Label><Input id={`payee-${key}`} spellCheck={false} />
    </TextField>
  );
  return (
    <form className="money-form" onSubmit={(event) => void submit(event)} noValidate>
      <h3>{t.payeeForm}</h3>
      {field("agent", t.agentField, { inputMode: "numeric" })}
      {field("name", t.payeeName)}
      {field("account", t.payeeAccount)}
      <p className="soft">{t.payeeHint}</p>
      <div className="tools"><DeedSubmit deed={deed}>{t.payeeSave}</DeedSubmit></div>
      <OutcomeLine of={deed} />
    </form>
  );
}

export function PayeesPart() {
  const t = useTexts(texts);
  const loaded = useLoaded<Payees>("/api/finance/payees");
  const [entered, setEntered] = useState<Entered>(nothing);
  const form = useRef<HTMLDivElement>(null);
  const edit = (next: Entered) => {
    setEntered(next);
    form.current?.querySelector<HTMLInputElement>(next.name ? "#payee-account" : "#payee-name")?.focus();
  };
  const columns: Column<Payee>[] = [
    { key: "agent", head: t.agent, cell: (one) => t.agentNumber(one.agent) },
    { key: "name", head: t.payeeName, cell: (one) => one.name },
    { key: "account", head: t.payeeAccount, cell: (one) => one.account },
    { key: "by", head: t.enteredBy, cell: (one) => t.accountNumber(one.set_by) },
    {
      key: "change", head: t.change, cell: (one) => (
        <Button className="y-button" aria-label={t.changeOf(one.agent)} onPress={() => edit({ agent: String(one.agent), name: one.name, account: one.account })}>
          {t.change}
        </Button>
      ),
    },
  ];
  return (
    <>
      <div className="tools"><Refresh of={[loaded]} /></div>
      <Shown loaded={loaded}>
        {({ payees, missing }) => (
          <>
            {missing.length > 0 && (
              <div className="y-notice">
                <p><span aria-hidden="true">⚠ </span>{t.missingPayees}</p>
                <div className="tools">
                  {missing.map((agent) => (
                    <Button key={agent} className="y-button" onPress={() => edit({ ...nothing, agent: String(agent) })}>{t.enterFor(agent)}</Button>
                  ))}
                </div>
              </div>
            )}
            <DataTable caption={t.payees} captionHidden columns={columns} rows={payees} rowKey={(one) => String(one.agent)} empty={t.noPayees} />
          </>
        )}
      </Shown>
      <div ref={form}><PayeeForm entered={entered} onChange={setEntered} onDone={loaded.again} /></div>
    </>
  );
}
