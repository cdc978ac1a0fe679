// A second thought before money is booked, or something is done that cannot be taken back: says what will be done, and
// does it once.
import { useState, type ReactNode } from "react";
import { Button, Dialog, Heading, Modal, ModalOverlay } from "react-aria-components";
import { useTexts } from "../ui-shared";
import { DeedButton, type Deed } from "./deed";
import { shared } from "./texts";

interface ConfirmDialogProps {
  isOpen: boolean;
  title: string;
  body: ReactNode;
  confirm: string;
  onConfirm: () => void;
  onCancel: () => void;
  /** What cannot be taken back: focus is on the way out, so that a key held too long or pressed twice does nothing. */
  grave?: boolean;
}

/** The question alone, for what is not asked about each time. */
export function ConfirmDialog({ isOpen, title, body, confirm, onConfirm, onCancel, grave = false }: ConfirmDialogProps) {
  const t = useTexts(shared);
  return (
    <ModalOverlay className="wb-overlay" isOpen={isOpen} onOpenChange={(open) => open || onCancel()}>
      <Modal className="wb-modal">
        <Dialog className="wb-dialog" role="alertdialog">
          <Heading slot="title" level={2}>{title}</Heading>
          <div>{body}</div>
          <div className="tools">
            <Button className="y-button y-primary" autoFocus={!grave} onPress={onConfirm}>{confirm}</Button>
            <Button className="y-button" autoFocus={grave} onPress={onCancel}>{t.cancel}</Button>
          </div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

interface ConfirmProps {
  deed: Deed;
  /** The button's words; those of the dialog's own button are `confirm`. */
  children: ReactNode;
  label?: string;
  title: string;
  body: ReactNode;
  confirm: string;
  /** Asked before the dialog opens; a text refuses. */
  check?: () => string;
  onConfirm: () => void;
  primary?: boolean;
}

export function ConfirmButton({ deed, children, label, title, body, confirm, check, onConfirm, primary }: ConfirmProps) {
  const [open, setOpen] = useState(false);
  const ask = () => {
    const wrong = check?.() ?? "";
    if (wrong) deed.refuse(wrong);
    else setOpen(true);
  };
  const go = () => {
    setOpen(false);
    onConfirm();
  };
  return (
    <>
      <DeedButton deed={deed} label={label} primary={primary} onPress={ask}>{children}</DeedButton>
      <ConfirmDialog isOpen={open} title={title} body={body} confirm={confirm} onConfirm={go} onCancel={() => setOpen(false)} />
    </>
  );
}
