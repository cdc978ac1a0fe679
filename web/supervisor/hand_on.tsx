// Hands a chat to one colleague, or moves it to another queue of its shop, with a note that only agents see.
import { useEffect, useState } from "react";
import { Button, Label, ListBox, ListBoxItem, TextArea, TextField } from "react-aria-components";
import { announcer } from "../ui-shared";
import { transferTargets } from "../workbench/model/transferTargets";
import { textsFor } from "../workbench/texts";
import { OutcomeLine, useControl, useControlSnapshot, useWords, type DialogName } from "./control";
import { Shell } from "./dialogs";

/** Code points in a note; the server's own bound. */
const NOTE_MAX = 1_000;

interface Choice {
  readonly id: number;
  readonly label: string;
}

interface HandOnProps {
  dialog: Extract<DialogName, { name: "handAgent" | "handQueue" }>;
}

export function HandOn({ dialog: { name, chat, who, queue } }: HandOnProps) {
  const { store, perform, showDialog } = useControl();
  const { t } = useWords();
  const toAgent = name === "handAgent";
  const agents = useAgents(toAgent ? chat : undefined);
  const queues = useQueues(queue);
  const list = toAgent ? agents.list : queues;
  const [wanted, setWanted] = useState<number>();
  const [note, setNote] = useState("");
  const [busy, setBusy] = useState(false);
  const chosen = list?.find((one) => one.id === wanted) ?? list?.[0];

  // A colleague may have become busy meanwhile: then the dialog stays, with a new list.
  const hand = async () => {
    if (!chosen || busy) return;
    setBusy(true);
    const target = toAgent ? { agent: chosen.id } : { queue: chosen.id };
    const words = toAgent ? t.doneHandAgent(chosen.label) : t.doneHandQueue(chosen.label);
    const done = await perform(`chat ${chat}`, name, store.handOn(chat, target, note.trim()), words);
    setBusy(false);
    if (done) showDialog(undefined);
    else if (toAgent) agents.lookAgain();
  };
  return (
    <Shell
      title={toAgent ? t.handAgentTitle(who) : t.handQueueTitle(who)}
      buttons={chosen && <Button className="y-button y-primary" onPress={() => void hand()}>{t.handOn}</Button>}
    >
      {toAgent && <p className="wb-soft">{t.agentHint}</p>}
      <OutcomeLine place={`chat ${chat}`} />
      {!list && <p>{t.looking}</p>}
      {list?.length === 0 && <p className="y-notice">{toAgent ? t.nobody : t.noOtherQueue}</p>}
      {list && list.length > 0 && (
        <Choices label={toAgent ? t.whichAgent : t.whichQueue} list={list} chosen={chosen?.id} onChoose={setWanted} />
      )}
      {toAgent && <div className="tools"><Button className="y-button" onPress={agents.lookAgain}>{t.lookAgain}</Button></div>}
      <TextField className="y-field" value={note} onChange={setNote} maxLength={NOTE_MAX}>
        <Label>{t.note}</Label>
        <TextArea rows={3} />
      </TextField>
    </Shell>
  );
}

/** Who could take it now; asked when the dialog opens, and again on request. */
function useAgents(chat: string | undefined): { list: readonly Choice[] | undefined; lookAgain: () => void } {
  const { store } = useControl();
  const { choices } = useControlSnapshot();
  const { t } = useWords();
  const [asked, setAsked] = useState(false);
  const lookAgain = () => {
    if (!chat) return;
    setAsked(true);
    void store.findAgents(chat);
  };
  useEffect(lookAgain, [store, chat]);
  const found = asked && choices?.conversation === chat ? choices?.choices : undefined;
  const list = found?.map(({ agent, name }) => ({ id: agent, label: name }));
  const count = list?.length;
  useEffect(() => {
    if (count !== undefined) announcer.polite(count > 0 ? t.found(count) : t.nobody);
  }, [count, t]);
  return { list, lookAgain };
}

/** The other queues of the shop that this one belongs to; open ones first. */
function useQueues(queue: number): readonly Choice[] {
  const { queues } = useControlSnapshot();
  const { language } = useWords();
  const own = queues.find((one) => one.queue === queue);
  if (!own) return [];
  return transferTargets(queues, own, language, textsFor(language).transfer).map((one) => ({ id: one.queue, label: one.label }));
}

interface ChoicesProps {
  label: string;
  list: readonly Choice[];
  chosen: number | undefined;
  onChoose: (id: number) => void;
}

function Choices({ label, list, chosen, onChoose }: ChoicesProps) {
  return (
    <>
      <p id="hand-on"><b>{label}</b></p>
      <ListBox
        className="wb-options wb-scroll-list" aria-labelledby="hand-on" items={list} autoFocus="first"
        selectionMode="single" disallowEmptySelection selectedKeys={chosen === undefined ? [] : [chosen]}
        onSelectionChange={(keys) => {
          if (keys !== "all") onChoose(Number([...keys][0]));
        }}
      >
        {(one) => (
          <ListBoxItem id={one.id} textValue={one.label} className="wb-option">
            {({ isSelected }) => <><span aria-hidden="true" className="wb-option-icon">{isSelected ? "●" : "○"}</span>{one.label}</>}
          </ListBoxItem>
        )}
      </ListBox>
    </>
  );
}
