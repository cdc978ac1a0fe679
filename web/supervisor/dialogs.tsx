// The dialog that is open, if any: second thoughts before what others notice, and choices.
import type { ReactNode } from "react";
import { Button, Dialog, Heading, Modal, ModalOverlay } from "react-aria-components";
import { Part, Presence, type Conversation } from "../client";
import { presenceWords } from "../workbench/model/presence";
import { textsFor } from "../workbench/texts";
import { Broadcast } from "./broadcast";
import { useControl, useControlSnapshot, useWords, type DialogName } from "./control";
import { HandOn } from "./hand_on";
import { focusRow } from "./hooks";
import { queueTitle } from "./model";

interface ShellProps {
  title: string;
  alert?: boolean;
  children: ReactNode;
  /** Before the one that closes. */
  buttons?: ReactNode;
}

export function Shell({ title, alert = false, children, buttons }: ShellProps) {
  const { showDialog } = useControl();
  const { t } = useWords();
  const close = () => showDialog(undefined);
  return (
    <ModalOverlay className="wb-overlay" isOpen isDismissable={!alert} onOpenChange={(open) => open || close()}>
      <Modal className="wb-modal">
        <Dialog className="wb-dialog" role={alert ? "alertdialog" : "dialog"}>
          <Heading slot="title" level={2}>{title}</Heading>
          {children}
          <div className="tools">{buttons}<Button className="y-button" onPress={close}>{t.cancel}</Button></div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

function Confirm({ title, body, confirm, onConfirm }: { title: string; body: string; confirm: string; onConfirm: () => void }) {
  const { showDialog } = useControl();
  const done = () => {
    showDialog(undefined);
    onConfirm();
  };
  return (
    <Shell title={title} alert buttons={<Button className="y-button y-primary" autoFocus onPress={done}>{confirm}</Button>}>
      <p>{body}</p>
    </Shell>
  );
}

export function Dialogs() {
  const { dialog } = useControl();
  switch (dialog?.name) {
    case undefined: return null;
    case "take": case "giveBack": case "resolve": return <ConfirmChat dialog={dialog} />;
    case "handAgent": case "handQueue": return <HandOn key={dialog.chat} dialog={dialog} />;
    case "queue": return <ConfirmQueue dialog={dialog} />;
    case "presence": return <ConfirmPresence dialog={dialog} />;
    case "broadcast": return <Broadcast />;
  }
}

type Named<N extends DialogName["name"]> = Extract<DialogName, { name: N }>;

/** Where her own chat goes when she lets it go: kept open while others are, else put away. */
export function nextChat(conversations: readonly Conversation[], left: string): string | undefined {
  return conversations.find((one) => one.id !== left)?.id;
}

function ConfirmChat({ dialog }: { dialog: Extract<DialogName, { who: string; agent: string }> }) {
  const { store, perform, showChat } = useControl();
  const { t } = useWords();
  const { chat, who, agent } = dialog;
  const place = `chat ${chat}`;
  switch (dialog.name) {
    case "take":
      return (
        <Confirm title={t.takeTitle(who)} body={t.takeBody(agent)} confirm={t.take.replace(/[.…]+$/, "")} onConfirm={async () => {
          if (await perform(place, "take", store.supervise(chat, Part.TAKE), t.doneTake(who))) showChat(chat);
        }} />
      );
    case "giveBack":
      return (
        <Confirm title={t.giveBackTitle(who)} body={t.giveBackBody} confirm={t.giveBack.replace(/[.…]+$/, "")} onConfirm={async () => {
          if (!await perform(place, "giveBack", store.supervise(chat, Part.NONE), t.doneGiveBack)) return;
          const next = nextChat(store.getSnapshot().conversations, chat);
          showChat(next);
          if (!next) focusRow(chat);
        }} />
      );
    case "resolve":
      return (
        <Confirm title={t.resolveTitle(who)} body={t.resolveBody} confirm={t.resolve.replace(/[.…]+$/, "")}
          onConfirm={() => void perform(place, "resolve", store.resolve(chat), t.doneResolve)} />
      );
  }
}

function ConfirmQueue({ dialog: { queue, close } }: { dialog: Named<"queue"> }) {
  const { store, perform } = useControl();
  const { board } = useControlSnapshot();
  const { t, language } = useWords();
  const row = board?.rows.find((one) => one.queue === queue);
  if (!row) return null;
  const title = queueTitle(row, language);
  const place = `queue ${queue}`;
  return close
    ? (
      <Confirm title={t.closeTitle(title)} body={t.closeBody(row.waiting, row.active)} confirm={t.closeConfirm}
        onConfirm={() => void perform(place, "queue", store.closeQueue(queue, true), t.doneCloseQueue)} />
    )
    : (
      <Confirm title={t.openTitle(title)} body={t.openBody} confirm={t.openConfirm}
        onConfirm={() => void perform(place, "queue", store.closeQueue(queue, false), t.doneOpenQueue)} />
    );
}

function ConfirmPresence({ dialog: { agent, who, load, presence } }: { dialog: Named<"presence"> }) {
  const { store, perform } = useControl();
  const { t, language } = useWords();
  const [title, body] = {
    [Presence.FINISHING]: [t.letFinishTitle(who), t.letFinishBody],
    [Presence.RESTING]: [t.setRestingTitle(who), t.setRestingBody],
    [Presence.TRAINING]: [t.setTrainingTitle(who), t.setTrainingBody],
    [Presence.OFFLINE]: [t.logOffTitle(who), t.logOffBody(load)],
  }[presence] as [string, string];
  const done = t.donePresence(who, presenceWords(presence, textsFor(language).presence));
  return (
    <Confirm title={title} body={body} confirm={t.confirm}
      onConfirm={() => void perform(`agent ${agent}`, "presence", store.setAgentPresence(agent, presence), done)} />
  );
}
