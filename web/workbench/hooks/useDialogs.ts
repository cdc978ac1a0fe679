// Which dialog is open. One at a time; opening another closes the first.
import { useMemo, useState } from "react";

export type DialogName =
  | { name: "settings" } | { name: "help" } | { name: "signOut" } | { name: "goOffline" }
  | { name: "replies" } | { name: "editReplies" }
  | { name: "transfer"; chat: string } | { name: "askHelp"; chat: string } | { name: "resolve"; chat: string } | { name: "decline"; offer: string };

export interface DialogState {
  readonly open: DialogName | undefined;
  show(dialog: DialogName): void;
  close(): void;
}

export function useDialogs(): DialogState {
  const [open, setOpen] = useState<DialogName>();
  return useMemo(() => ({ open, show: setOpen, close: () => setOpen(undefined) }), [open]);
}
