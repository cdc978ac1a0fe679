// For how long a merchant's conversations are kept. A shorter time is asked about first: what is older is erased for good.
import { useState, type FormEvent } from "react";
import { Input, Label, Text, TextField } from "react-aria-components";
import { useTexts } from "../ui-shared";
import { ConfirmDialog } from "../money/confirm";
import { DeedButton, DeedSubmit, OutcomeLine, useDeed } from "../money/deed";
import { useVisit } from "../money/door";
import { Shown, useLoaded } from "../money/loading";
import { keepFocusAt } from "../money/panel";
import { daysOf, type Keep } from "./model";
import { texts } from "./texts";

const path = "/api/archive/keep";

/** What is to hold: days of her own, or null for the default. */
type Wish = number | null;

function KeepForm({ keep, onDone }: { keep: Keep; onDone: () => Promise<unknown> }) {
  const t = useTexts(texts);
  const { write } = useVisit();
  const deed = useDeed();
  const { days, own, default_days, least_days, most_days } = keep;
  const [entered, setEntered] = useState(String(days));
  const [asking, setAsking] = useState<{ wish: Wish }>();
  const send = async (wish: Wish) => {
    setAsking(undefined);
    const done = await deed.run(() => write<Keep>(path, { days: wish }, "PUT"), (body) => (
      body.own ? t.kept(body.days) : t.keptDefault(body.days)
    ));
    if (!done) return;
    setEntered(String(done.days));
    await onDone();
    keepFocusAt("part");
  };
  const wishFor = (wish: Wish) => {
    if ((wish ?? default_days) < days) setAsking({ wish });
    else void send(wish);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const wanted = daysOf(entered, keep);
    if (wanted === undefined) deed.refuse(t.keepWrong(least_days, most_days));
    else if (own && wanted === days) deed.refuse(t.keepSame(days));
    else wishFor(wanted);
  };
  const asked = asking?.wish ?? default_days;
  return (
    <>
      <p>{own ? t.keepOwn(days) : t.keepDefault(days)}</p>
      <form className="money-form" onSubmit={submit} noValidate>
        <TextField className="y-field money-figure-field" value={entered} onChange={setEntered} inputMode="numeric" autoComplete="off">
          <Label>{t.keepDays}</Label><Input />
          <Text slot="description" className="soft">{t.keepHint(least_days, most_days)}</Text>
        </TextField>
        <div className="tools">
          <DeedSubmit deed={deed}>{t.save}</DeedSubmit>
          {own && <DeedButton deed={deed} onPress={() => wishFor(null)}>{t.backToDefault(default_days)}</DeedButton>}
        </div>
        <OutcomeLine of={deed} />
      </form>
      <ConfirmDialog
        isOpen={asking !== undefined} grave title={t.shorterTitle(asked)} body={<p>{t.shorterBody(asked)}</p>}
        confirm={t.shorterConfirm(asked)} onCancel={() => setAsking(undefined)} onConfirm={() => asking && void send(asking.wish)}
      />
    </>
  );
}

export function KeepPart() {
  const loaded = useLoaded<Keep>(path);
  return <Shown loaded={loaded}>{(keep) => <KeepForm keep={keep} onDone={loaded.again} />}</Shown>;
}
