// The dialog that is open, if any.
import { Button } from "react-aria-components";
import { DeclineReason, Presence, draftName, type Offer } from "../../client";
import { useBench, useDesk, useDeskSnapshot, useT } from "../desk/context";
import { shopperName } from "../model/offers";
import { AskHelpDialog } from "./AskHelpDialog";
import { ConfirmDialog, DialogShell } from "./DialogShell";
import { HelpDialog } from "./HelpDialog";
import { EditRepliesDialog } from "./EditRepliesDialog";
import { RepliesDialog } from "./RepliesDialog";
import { SettingsDialog } from "./SettingsDialog";
import { TransferDialog } from "./TransferDialog";

export function Dialogs({ insert }: { insert: (text: string) => void }) {
  const { dialogs, actions, selection } = useBench();
  const { store } = useDesk();
  const { conversations, offers } = useDeskSnapshot();
  const t = useT();
  const open = dialogs.open;
  switch (open?.name) {
    case undefined: return null;
    case "settings": return <SettingsDialog />;
    case "help": return <HelpDialog />;
    case "editReplies": return <EditRepliesDialog />;
    case "replies": return selection.chat ? <RepliesDialog chat={selection.chat} insert={insert} /> : null;
    case "decline": {
      const offer = offers.find((one) => one.conversation === open.offer);
      return offer ? <DeclineDialog offer={offer} /> : null;
    }
    case "transfer": {
      const chat = store.conversation(open.chat);
      return chat ? <TransferDialog chat={chat} /> : null;
    }
    case "askHelp": {
      const chat = store.conversation(open.chat);
      return chat ? <AskHelpDialog chat={chat} /> : null;
    }
    case "resolve": {
      const who = shopperName(store.conversation(open.chat)?.shopperName ?? "", t.chats);
      return (
        <ConfirmDialog title={t.chat.resolveTitle(who)} confirm={t.chat.resolve} onConfirm={() => void actions.resolve(open.chat)}>
          <p>{t.chat.resolveBody}</p>
          {[false, true].some((whisper) => store.drafts.get(draftName(open.chat, whisper)) !== "") && <p className="y-notice">{t.chat.resolveDraft}</p>}
        </ConfirmDialog>
      );
    }
    case "goOffline":
      return (
        <ConfirmDialog
          title={t.presence.offlineTitle} confirm={t.presence.offlineConfirm}
          onConfirm={() => actions.setPresence(Presence.OFFLINE)}
        >
          <p>{t.presence.offlineBody(conversations.length)}</p>
        </ConfirmDialog>
      );
    case "signOut":
      return (
        <ConfirmDialog title={t.menu.signOutTitle} confirm={t.menu.signOut} onConfirm={() => void actions.signOut()}>
          <p>{t.menu.signOutBody(conversations.length)}</p>
        </ConfirmDialog>
      );
  }
}

function DeclineDialog({ offer }: { offer: Offer }) {
  const { actions, dialogs } = useBench();
  const t = useT();
  const reasons: [DeclineReason, string][] = [
    [DeclineReason.NOT_NOW, t.offers.reasonNotNow],
    [DeclineReason.NOT_MY_TOPIC, t.offers.reasonNotMyTopic],
    [DeclineReason.CONTENT, t.offers.reasonContent],
    [DeclineReason.TECHNICAL, t.offers.reasonTechnical],
  ];
  const decline = (reason: DeclineReason) => {
    dialogs.close();
    actions.decline(offer, reason);
  };
  return (
    <DialogShell title={t.offers.declineTitle} closeLabel={t.cancel}>
      <p>{t.offers.from(shopperName(offer.shopperName, t.chats), offer.shopName)}</p>
      <p className="wb-soft">{t.offers.declineHint}</p>
      <ul className="wb-plain wb-choices" role="list">
        {reasons.map(([reason, words], index) => (
          <li key={reason}>
            <Button className="y-button" autoFocus={index === 0} onPress={() => decline(reason)}>{words}</Button>
          </li>
        ))}
      </ul>
    </DialogShell>
  );
}
