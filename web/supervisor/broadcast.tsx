// A word to all agents: the text with its count, and how long it stands.
import { useState } from "react";
import { Button, Label, Text, TextArea, TextField } from "react-aria-components";
import { BROADCAST_MAX } from "../client";
import { announcer } from "../ui-shared";
import { Choice } from "../workbench/components/Choice";
import { OutcomeLine, useControl, useWords } from "./control";
import { Shell } from "./dialogs";

/** What is asked for most; the server takes 1 to 1,440. */
const minutesOffered = ["15", "60", "240", "480", "1440"] as const;
type Minutes = (typeof minutesOffered)[number];

export function Broadcast() {
  const { store, perform, showDialog } = useControl();
  const { t } = useWords();
  const [text, setText] = useState("");
  const [minutes, setMinutes] = useState<Minutes>("60");
  const [wrong, setWrong] = useState("");
  const [busy, setBusy] = useState(false);
  const count = Array.from(text.trim()).length;
  const over = count - BROADCAST_MAX;

  const send = async () => {
    if (busy) return;
    const found = count === 0 ? t.missing : over > 0 ? t.tooLong(over) : "";
    setWrong(found);
    if (found) return announcer.assertive(found);
    setBusy(true);
    const done = await perform("words", "broadcast", store.broadcast(text.trim(), Number(minutes)), t.doneBroadcast);
    setBusy(false);
    if (done) showDialog(undefined);
  };
  const lengths = minutesOffered.map((one): [Minutes, string] => (
    [one, Number(one) < 60 ? t.minutes(Number(one)) : t.hours(Number(one) / 60)]
  ));
  return (
    <Shell
      title={t.broadcastTitle}
      buttons={<Button className="y-button y-primary" onPress={() => void send()}>{t.send}</Button>}
    >
      <p className="wb-soft">{t.broadcastHint}</p>
      <OutcomeLine place="words" />
      <TextField className="y-field" value={text} onChange={setText} autoFocus isInvalid={wrong !== "" || over > 0}>
        <Label>{t.broadcastText}</Label>
        <TextArea rows={4} />
        <Text slot="description" className={over > 0 ? "alarm" : "wb-soft"}>
          {over > 0 ? `⚠ ${t.tooLong(over)}` : t.counted(count, BROADCAST_MAX)}
        </Text>
      </TextField>
      {wrong && over <= 0 && count === 0 && <p className="y-error">⚠ {wrong}</p>}
      <Choice<Minutes> label={t.shownFor} value={minutes} choices={lengths} onChange={setMinutes} />
    </Shell>
  );
}
