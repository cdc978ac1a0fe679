// Asks a colleague to help with a chat that stays the agent's own.
import { useState } from "react";
import { Button } from "react-aria-components";
import type { Conversation } from "../../client";
import { useBench, useT } from "../desk/context";
import { useColleagues } from "../hooks/useColleagues";
import { shopperName } from "../model/offers";
import { ColleagueList } from "./ColleagueList";
import { DialogShell } from "./DialogShell";

export function AskHelpDialog({ chat }: { chat: Conversation }) {
  const { actions, dialogs } = useBench();
  const t = useT();
  const colleagues = useColleagues(chat.id, true);
  const [wanted, setWanted] = useState<number>();
  const [busy, setBusy] = useState(false);
  const colleague = colleagues.list?.find((one) => one.agent === wanted) ?? colleagues.list?.[0];

  const ask = async () => {
    if (!colleague || busy) return;
    setBusy(true);
    const done = await actions.askHelp(chat.id, colleague);
    setBusy(false);
    if (done) dialogs.close();
    else colleagues.lookAgain();
  };
  return (
    <DialogShell
      title={t.team.askTitle(shopperName(chat.shopperName, t.chats))} closeLabel={t.cancel}
      buttons={colleague && <Button className="y-button y-primary" onPress={() => void ask()}>{t.team.askConfirm}</Button>}
    >
      <p className="wb-soft">{t.team.askHint}</p>
      <ColleagueList colleagues={colleagues} chosen={colleague?.agent} onChoose={setWanted} />
    </DialogShell>
  );
}
