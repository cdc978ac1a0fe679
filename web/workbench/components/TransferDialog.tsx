// Moves a chat to another queue of its shop, with a note that only agents see.
import { useState } from "react";
import { Button, Label, ListBox, ListBoxItem, TextArea, TextField } from "react-aria-components";
import type { Conversation } from "../../client";
import { useLanguage } from "../../ui-shared";
import { useBench, useDeskSnapshot, useT } from "../desk/context";
import { shopperName } from "../model/offers";
import { transferTargets } from "../model/transferTargets";
import { DialogShell } from "./DialogShell";

/** Code points in a note; the server's own bound. */
const NOTE_MAX = 1_000;

export function TransferDialog({ chat }: { chat: Conversation }) {
  const { actions, dialogs } = useBench();
  const { queues } = useDeskSnapshot();
  const t = useT();
  const language = useLanguage();
  const targets = transferTargets(queues, chat, language, t.transfer);
  const [queue, setQueue] = useState<number | undefined>(targets.find((one) => one.open)?.queue);
  const [note, setNote] = useState("");
  const target = targets.find((one) => one.queue === queue);

  const transfer = async () => {
    if (!target) return;
    dialogs.close();
    await actions.transfer(chat.id, target.queue, note.trim(), target.label);
  };
  return (
    <DialogShell
      title={t.transfer.title(shopperName(chat.shopperName, t.chats))} closeLabel={t.cancel}
      buttons={target && <Button className="y-button y-primary" onPress={() => void transfer()}>{t.transfer.confirm}</Button>}
    >
      {targets.length === 0 && <p>{t.transfer.none}</p>}
      {targets.length > 0 && (
        <>
          <p id="transfer-queues"><b>{t.transfer.queue}</b></p>
          <ListBox
            className="wb-options wb-scroll-list" aria-labelledby="transfer-queues" items={targets} autoFocus="first"
            selectionMode="single" disallowEmptySelection selectedKeys={queue === undefined ? [] : [queue]}
            onSelectionChange={(keys) => {
              if (keys !== "all") setQueue(Number([...keys][0]));
            }}
          >
            {(one) => (
              <ListBoxItem id={one.queue} textValue={one.label} className="wb-option">
                {({ isSelected }) => <><span aria-hidden="true" className="wb-option-icon">{isSelected ? "●" : "○"}</span>{one.label}</>}
              </ListBoxItem>
            )}
          </ListBox>
          <TextField className="y-field" value={note} onChange={setNote} maxLength={NOTE_MAX}>
            <Label>{t.transfer.note}</Label>
            <TextArea rows={3} />
          </TextField>
        </>
      )}
    </DialogShell>
  );
}
