// Which chat is open, and how far the agent has seen each. A chat that ends while it is open stays in view, as it was,
// until the agent leaves it: nothing is taken from under her hands.
import { useEffect, useMemo, useRef, useState } from "react";
import type { Conversation } from "../../client";
import { useDesk, useDeskSnapshot } from "../desk/context";

export interface Selection {
  readonly id: string | undefined;
  /** As it is now, or as it was last when it is gone. */
  readonly chat: Conversation | undefined;
  /** The chat is no longer the agent's. */
  readonly gone: boolean;
  /** Rises whenever the agent asked for the chat, so that focus goes there even if it was open already. */
  readonly asked: number;
  select(id: string): void;
  leave(): void;
  seenUpTo(id: string): number;
  markSeen(id: string): void;
}

export function useSelection(): Selection {
  const { store, place } = useDesk();
  const { conversations } = useDeskSnapshot();
  const [state, setState] = useState<{ id: string | undefined; asked: number }>(() => (
    { id: place.get() || undefined, asked: 0 }
  ));
  const last = useRef<Conversation>(undefined);
  const seen = useRef(new Map<string, number>());

  const live = conversations.find((one) => one.id === state.id);
  if (live) last.current = live;
  const chat = live ?? (last.current?.id === state.id ? last.current : undefined);

  useEffect(() => place.set(state.id ?? ""), [place, state.id]);

  const change = useMemo(() => {
    const top = (id: string | undefined) => (id && store.conversation(id)?.entries.at(-1)?.n) || 0;
    const markSeen = (id: string) => void seen.current.set(id, Math.max(seen.current.get(id) ?? 0, top(id)));
    const open = (id: string | undefined, asked: boolean) => setState((before) => {
      if (before.id && before.id !== id) markSeen(before.id);
      return { id, asked: before.asked + (asked ? 1 : 0) };
    });
    return {
      markSeen,
      select: (id: string) => open(id, true),
      leave: () => open(undefined, false),
      // The first look at a chat starts from what had been read in it before, here or elsewhere.
      seenUpTo: (id: string) => {
        const known = seen.current.get(id);
        if (known !== undefined) return known;
        const read = store.conversation(id)?.ownRead ?? 0;
        seen.current.set(id, read);
        return read;
      },
    };
  }, [store]);

  return useMemo(
    () => ({ id: chat ? state.id : undefined, chat, gone: chat !== undefined && !live, asked: state.asked, ...change }),
    [chat, live, state, change],
  );
}
