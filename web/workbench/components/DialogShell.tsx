// The frame of every dialog: over the page, closed with Escape or its button, scrolling when it is too long for the
// window. Focus goes back to where it was when it closes.
import type { ReactNode } from "react";
import { Button, Dialog, Heading, Modal, ModalOverlay } from "react-aria-components";
import { useBench, useT } from "../desk/context";
import { overlayClass } from "../hooks/regionFocus";

interface DialogShellProps {
  title: string;
  alert?: boolean;
  wide?: boolean;
  children: ReactNode;
  /** The buttons at the end, before the one that closes. */
  buttons?: ReactNode;
  closeLabel?: string;
}

export function DialogShell({ title, alert = false, wide = false, children, buttons, closeLabel }: DialogShellProps) {
  const { dialogs } = useBench();
  const t = useT();
  return (
    <ModalOverlay className={overlayClass} isOpen isDismissable={!alert} onOpenChange={(open) => open || dialogs.close()}>
      <Modal className={`wb-modal${wide ? " wb-wide" : ""}`}>
        <Dialog className="wb-dialog" role={alert ? "alertdialog" : "dialog"}>
          <Heading slot="title" level={2}>{title}</Heading>
          {children}
          <div className="wb-buttons">
            {buttons}
            <Button className="y-button" onPress={dialogs.close}>{closeLabel ?? t.close}</Button>
          </div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

interface ConfirmProps {
  title: string;
  children: ReactNode;
  confirm: string;
  onConfirm: () => void;
}

export function ConfirmDialog({ title, children, confirm, onConfirm }: ConfirmProps) {
  const { dialogs } = useBench();
  const t = useT();
  const done = () => {
    dialogs.close();
    onConfirm();
  };
  return (
    <DialogShell
      title={title} alert closeLabel={t.cancel}
      buttons={<Button className="y-button y-primary" autoFocus onPress={done}>{confirm}</Button>}
    >
      {children}
    </DialogShell>
  );
}
