// The agent's chats: a list of buttons in the order in which the chats came, which nothing re-sorts. Each is a tab
// stop, so that single-switch and Tab users reach all; up and down arrows move as well.
import type { KeyboardEvent } from "react";
import { Button } from "react-aria-components";
import { useNow } from "../../ui-shared";
import { useBench, useDesk, useDeskSnapshot, useKeys, useServerNow, useT } from "../desk/context";
import { chatRow, type ChatRow } from "../model/chats";
import { ariaChord, chatAction } from "../model/keymap";
import { Region } from "./Region";

export function ChatList() {
  const { store } = useDesk();
  const { selection, places } = useBench();
  const { conversations } = useDeskSnapshot();
  const t = useT();
  const now = useServerNow(useNow(15_000));
  const rows = conversations.map((chat) => {
    const hasDraft = chat.id !== selection.id && store.drafts.get(chat.id) !== "";
    return chatRow(chat, places.get(chat.id) ?? 0, hasDraft, now, t);
  });
  return (
    <Region name="chats" label={t.regions.chats} className="wb-chats">
      {rows.length === 0
        ? <p className="wb-soft">{t.chats.none}</p>
        : (
          <ul className="wb-plain" role="list" onKeyDown={walk}>
            {rows.map((row) => <ChatButton key={row.id} row={row} open={row.id === selection.id} />)}
          </ul>
        )}
    </Region>
  );
}

function ChatButton({ row, open }: { row: ChatRow; open: boolean }) {
  const { selection } = useBench();
  const t = useT();
  const key = useKeys();
  const action = chatAction(row.place);
  const chord = action ? key(action) : null;
  return (
    <li>
      <Button
        className={`wb-chat${row.attention ? " wb-attention" : ""}`} aria-current={open ? "true" : undefined}
        aria-keyshortcuts={ariaChord(chord)} onPress={() => selection.select(row.id)}
        data-region-start={open ? "" : undefined}
      >
        <span className="wb-place" aria-label={t.chats.place(row.place)} role="img">{row.place}</span>
        <span className="wb-chat-name">{row.shopper}</span>
        <span className="wb-chat-shop">{row.shop}</span>
        <span className="wb-chat-facts">{row.facts.join(" · ")}</span>
      </Button>
    </li>
  );
}

function walk(event: KeyboardEvent<HTMLElement>): void {
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  const buttons = [...event.currentTarget.querySelectorAll<HTMLElement>("button")];
  const at = buttons.findIndex((button) => button === document.activeElement);
  const next = buttons[at + (event.key === "ArrowDown" ? 1 : -1)];
  if (at < 0 || !next) return;
  event.preventDefault();
  next.focus();
}
