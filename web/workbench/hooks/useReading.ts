// Tells the shopper that messages were read: those of the open chat, while the page is in front of the agent.
import { useEffect, useState } from "react";
import { useDesk } from "../desk/context";

function isInFront(): boolean {
  return document.visibilityState === "visible" && document.hasFocus();
}

export function usePageInFront(): boolean {
  const [inFront, setInFront] = useState(isInFront);
  useEffect(() => {
    const look = () => setInFront(isInFront());
    window.addEventListener("focus", look);
    window.addEventListener("blur", look);
    document.addEventListener("visibilitychange", look);
    return () => {
      window.removeEventListener("focus", look);
      window.removeEventListener("blur", look);
      document.removeEventListener("visibilitychange", look);
    };
  }, []);
  return inFront;
}

export function useReading(chat: string | undefined, top: number): void {
  const { store } = useDesk();
  const inFront = usePageInFront();
  useEffect(() => {
    if (chat && inFront && top > 0) store.read(chat);
  }, [store, chat, top, inFront]);
}
