// Signing in again in place, when the sign-in has run out: the page, the open chat and every draft stay as they are.
import { Dialog, Modal, ModalOverlay } from "react-aria-components";
import type { Account } from "../../client";
import { SignIn } from "../../ui-shared";
import { useDesk, useDeskSnapshot, useT } from "../desk/context";
import { overlayClass } from "../hooks/regionFocus";

export function SignInAgain() {
  const { account, api, session } = useDesk();
  const { connection } = useDeskSnapshot();
  const t = useT();
  if (connection.phase !== "signed-out") return null;

  const signedIn = (now: Account) => {
    // Somebody else's desk is built from nothing: her chats, drafts and replies are other ones.
    if (now.id === account.id) session.start();
    else location.reload();
  };
  return (
    <ModalOverlay className={overlayClass} isOpen isKeyboardDismissDisabled>
      <Modal className="wb-modal">
        <Dialog className="wb-dialog" aria-label={t.signIn.expired}>
          <SignIn
            api={api} heading={t.signIn.expired} note={t.signIn.expiredBody}
            accepts={(one) => one.role === "agent"} onSignedIn={signedIn}
          />
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
