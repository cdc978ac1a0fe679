// Hands a chat on: to another queue of its shop, to one colleague, or back to whoever had it before; with a note that
// only agents see.
import { useState } from "react";
import { Button, Label, ListBox, ListBoxItem, TextArea, TextField } from "react-aria-components";
import type { Conversation } from "../../client";
import { useLanguage } from "../../ui-shared";
import { useBench, useDeskSnapshot, useT } from "../desk/context";
import { useColleagues, type Colleagues } from "../hooks/useColleagues";
import { shopperName } from "../model/offers";
import { transferTargets, type TransferTarget } from "../model/transferTargets";
import { Choice } from "./Choice";
import { ColleagueList } from "./ColleagueList";
import { DialogShell } from "./DialogShell";

/** Code points in a note; the server's own bound. */
const NOTE_MAX = 1_000;

type Way = "queue" | "colleague" | "back";

export function TransferDialog({ chat }: { chat: Conversation }) {
  const { queues } = useDeskSnapshot();
  const t = useT();
  const language = useLanguage();
  const targets = transferTargets(queues, chat, language, t.transfer);
  const [way, setWay] = useState<Way>(targets.length > 0 ? "queue" : "colleague");
  const colleagues = useColleagues(chat.id, way === "colleague");
  const [queue, setQueue] = useState<number | undefined>(targets.find((one) => one.open)?.queue);
  const [agent, setAgent] = useState<number>();
  const [note, setNote] = useState("");
  const colleague = colleagues.list?.find((one) => one.agent === agent) ?? colleagues.list?.[0];
  const handing = useHandingOn(chat, colleagues);
  const ways: [Way, string][] = [["queue", t.team.toQueue], ["colleague", t.team.toColleague]];
  if (chat.formerName) ways.push(["back", t.team.backTo(chat.formerName)]);

  const hand = () => {
    const target = targets.find((one) => one.queue === queue);
    if (way === "queue" && target) handing.toQueue(target, note.trim());
    else if (way === "colleague" && colleague) handing.inPerson({ agent: colleague.agent }, colleague.name, note.trim());
    else if (way === "back" && chat.formerName) handing.inPerson({ back: true }, chat.formerName, note.trim());
  };
  const possible = way === "queue" ? queue !== undefined : way === "back" || colleague !== undefined;
  return (
    <DialogShell
      title={t.transfer.title(shopperName(chat.shopperName, t.chats))} closeLabel={t.cancel}
      buttons={possible && <Button className="y-button y-primary" onPress={hand}>{t.transfer.confirm}</Button>}
    >
      <Choice<Way> label={t.team.where} value={way} choices={ways} onChange={setWay} />
      {way === "queue" && targets.length === 0 && <p>{t.transfer.none}</p>}
      {way === "queue" && targets.length > 0 && <QueueList targets={targets} chosen={queue} onChoose={setQueue} />}
      {way === "colleague" && (
        <>
          <p className="wb-soft">{t.team.colleagueHint}</p>
          <ColleagueList colleagues={colleagues} chosen={colleague?.agent} onChoose={setAgent} />
        </>
      )}
      {way === "back" && <p>{t.team.backHint(chat.formerName)}</p>}
      <TextField className="y-field" value={note} onChange={setNote} maxLength={NOTE_MAX}>
        <Label>{t.transfer.note}</Label>
        <TextArea rows={3} />
      </TextField>
    </DialogShell>
  );
}

/** A queue takes every chat. A colleague may have become busy: then the dialog stays, with a new list. */
function useHandingOn(chat: Conversation, colleagues: Colleagues) {
  const { actions, dialogs } = useBench();
  const [busy, setBusy] = useState(false);
  return {
    toQueue: (target: TransferTarget, note: string) => {
      dialogs.close();
      void actions.handOn(chat.id, { queue: target.queue }, note, target.label);
    },
    inPerson: async (to: { agent: number } | { back: true }, name: string, note: string) => {
      if (busy) return;
      setBusy(true);
      const done = await actions.handOn(chat.id, to, note, name);
      setBusy(false);
      if (done) dialogs.close();
      else colleagues.lookAgain();
    },
  };
}

interface QueueListProps {
  targets: readonly TransferTarget[];
  chosen: number | undefined;
  onChoose: (queue: number) => void;
}

function QueueList({ targets, chosen, onChoose }: QueueListProps) {
  const t = useT();
  return (
    <>
      <p id="transfer-queues"><b>{t.transfer.queue}</b></p>
      <ListBox
        className="wb-options wb-scroll-list" aria-labelledby="transfer-queues" items={targets} autoFocus="first"
        selectionMode="single" disallowEmptySelection selectedKeys={chosen === undefined ? [] : [chosen]}
        onSelectionChange={(keys) => {
          if (keys !== "all") onChoose(Number([...keys][0]));
        }}
      >
        {(one) => (
          <ListBoxItem id={one.queue} textValue={one.label} className="wb-option">
            {({ isSelected }) => <><span aria-hidden="true" className="wb-option-icon">{isSelected ? "●" : "○"}</span>{one.label}</>}
          </ListBoxItem>
        )}
      </ListBox>
    </>
  );
}
