// Canned replies: type a few letters, go down into the list with the arrow key, Enter puts the reply into the message.
// Enter in the search field takes the first one found. Field and list have real focus each, so that readers, Tab and
// switches all find them.
import { useEffect, useRef, useState, useSyncExternalStore, type KeyboardEvent } from "react";
import { Button, Input, Label, ListBox, ListBoxItem, SearchField, Text } from "react-aria-components";
import type { Conversation } from "../../client";
import { useBench, useDesk, useDeskSnapshot, useT } from "../desk/context";
import { fillReply, findReplies } from "../model/replies";
import { DialogShell } from "./DialogShell";

/** The number of replies found is said when typing rests this long. */
const TELL_FOUND_MS = 700;

interface RepliesDialogProps {
  chat: Conversation;
  insert: (text: string) => void;
}

export function RepliesDialog({ chat, insert }: RepliesDialogProps) {
  const { replies, speaker } = useDesk();
  const { dialogs } = useBench();
  const { name } = useDeskSnapshot();
  const t = useT();
  const [query, setQuery] = useState("");
  const list = useRef<HTMLDivElement>(null);
  const book = useSyncExternalStore(replies.subscribe, replies.get);
  const found = findReplies(book, query, chat.language);
  const names = { shopper: chat.shopperName, shop: chat.shopName, me: name };

  useEffect(() => {
    if (query === "") return;
    const timer = setTimeout(() => speaker.polite(found.length > 0 ? t.replies.found(found.length) : t.replies.none), TELL_FOUND_MS);
    return () => clearTimeout(timer);
  }, [query, found.length, speaker, t]);

  const choose = (id: string | undefined) => {
    const reply = found.find((one) => one.id === id);
    if (!reply) return;
    dialogs.close();
    insert(fillReply(reply.text, names));
  };
  const onSearchKey = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.nativeEvent.isComposing || event.keyCode === 229) return;
    if (event.key === "ArrowDown") list.current?.querySelector<HTMLElement>("[role=option]")?.focus();
    else if (event.key === "Enter") choose(found[0]?.id);
    else return;
    event.preventDefault();
  };
  return (
    <DialogShell
      title={t.replies.title} wide
      buttons={<Button className="y-button" onPress={() => dialogs.show({ name: "editReplies" })}>{t.replies.edit}</Button>}
    >
      <SearchField className="y-field" autoFocus value={query} onChange={setQuery}>
        <Label>{t.replies.search}</Label>
        <Input onKeyDown={onSearchKey} />
        <Text slot="description" className="wb-soft">{t.replies.choose}</Text>
      </SearchField>
      <ListBox
        ref={list} className="wb-options wb-scroll-list" aria-label={t.replies.list} items={found}
        onAction={(key) => choose(String(key))} renderEmptyState={() => t.replies.none}
      >
        {(reply) => (
          <ListBoxItem id={reply.id} textValue={reply.title} className="wb-option">
            <span lang={reply.language}>
              <b>{reply.title}</b>
              <span className="wb-option-hint">{fillReply(reply.text, names)}</span>
            </span>
          </ListBoxItem>
        )}
      </ListBox>
    </DialogShell>
  );
}
