// A second thought before money is booked: says what will be done, and does it once.
import { useState, type ReactNode } from "react";
import { Button, Dialog, Heading, Modal, ModalOverlay } from "react-aria-components";
import { useTexts } from "../ui-shared";
import { DeedButton, type Deed } from "./deed";
import { shared } from "./texts";

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
  const t = useTexts(shared);
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
      <ModalOverlay className="wb-overlay" isOpen={open} onOpenChange={setOpen}>
        <Modal className="wb-modal">
          <Dialog className="wb-dialog" role="alertdialog">
            <Heading slot="title" level={2}>{title}</Heading>
            <div>{body}</div>
            <div className="tools">
              <Button className="y-button y-primary" autoFocus onPress={go}>{confirm}</Button>
              <Button className="y-button" onPress={() => setOpen(false)}>{t.cancel}</Button>
            </div>
          </Dialog>
        </Modal>
      </ModalOverlay>
    </>
  );
}
