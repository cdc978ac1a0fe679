// Conversations that have ended, newest first. What is looked for stands in the page's address, so that the browser's back
// works and a search can be kept as a bookmark.
import { useCallback, useEffect, useRef, useState, useSyncExternalStore } from "react";
import { Button } from "react-aria-components";
import { announcer, duration, useLanguage, useTexts } from "../ui-shared";
import { instantWords } from "../money/format";
import { Shown, useLoaded } from "../money/loading";
import { Opener } from "../money/panel";
import { DataTable, type Column } from "../money/table";
import { SearchForm } from "./form";
import {
  agentOf, criteriaOf, foundAddress, foundWords, queryOf, reasonWords, shopOf, titleOf, type Chat, type Criteria, type Found, type Shop,
} from "./model";
import { texts } from "./texts";
import { ChatPanel } from "./transcript";

function subscribeAddress(changed: () => void): () => void {
  addEventListener("popstate", changed);
  return () => removeEventListener("popstate", changed);
}

/** What the address asks for, and how to ask for something else; going back to it goes back here. */
function useCriteria(): [query: string, ask: (criteria: Criteria) => void] {
  const query = useSyncExternalStore(subscribeAddress, () => queryOf(criteriaOf(location.search)));
  const ask = useCallback((criteria: Criteria) => {
    history.pushState(null, "", `${location.pathname}${queryOf(criteria)}${location.hash}`);
    dispatchEvent(new PopStateEvent("popstate"));
  }, []);
  return [query, ask];
}

interface ChatTableProps {
  found: Found;
  open: string | undefined;
  onOpen: (number: string | undefined) => void;
}

function ChatTable({ found: { conversations, shops, utc_offset_minutes: offset }, open, onOpen }: ChatTableProps) {
  const t = useTexts(texts);
  const language = useLanguage();
  const columns: Column<Chat>[] = [
    {
      key: "ended", head: t.endedAt, cell: ({ number, closed_ms }) => {
        const when = instantWords(closed_ms, offset, language);
        return (
          <Opener id={`chat-${number}`} isOpen={open === number} label={t.open(when)} onToggle={(wanted) => onOpen(wanted ? number : undefined)}>
            {when}
          </Opener>
        );
      },
    },
    { key: "shop", head: t.shop, cell: (one) => shopOf(one, t) },
    { key: "about", head: t.about, cell: (one) => titleOf(one, language) },
    { key: "agent", head: t.had, cell: (one) => agentOf(one, t) },
    { key: "lasted", head: t.lasted, cell: ({ opened_ms, closed_ms }) => duration(closed_ms - opened_ms, language) },
    { key: "how", head: t.how, cell: ({ reason }) => reasonWords(reason, t) },
    { key: "stars", head: t.stars, cell: ({ stars }) => (stars ? t.starsOf(stars) : t.none) },
  ];
  return (
    <DataTable
      caption={t.results} captionHidden columns={shops.length > 1 ? columns : columns.filter(({ key }) => key !== "shop")}
      rows={conversations} rowKey={({ number }) => number}
    />
  );
}

/** Says how much was found, once for each answer. */
function useSpoken(found: Found | undefined, words: string): void {
  const newest = useRef(words);
  newest.current = words;
  useEffect(() => {
    if (found) announcer.polite(newest.current);
  }, [found]);
}

export function SearchPart() {
  const t = useTexts(texts);
  const [query, ask] = useCriteria();
  const criteria = criteriaOf(query);
  const loaded = useLoaded<Found>(foundAddress(criteria));
  const [shops, setShops] = useState<readonly Shop[]>([]);
  const [open, setOpen] = useState<{ query: string; number: string }>();
  const heading = useRef<HTMLHeadingElement>(null);
  const found = loaded.body;
  const words = found ? foundWords(found, criteria, t) : "";
  useSpoken(found, words);
  useEffect(() => {
    if (found) setShops(found.shops);
  }, [found]);

  const search = (next: Criteria) => {
    setOpen(undefined);
    if (queryOf(next) === query) void loaded.again();
    else ask(next);
  };
  const turn = (before: string) => {
    ask({ ...criteria, before });
    heading.current?.focus();
  };
  const number = open?.query === query ? open.number : undefined;
  const chat = found?.conversations.find((one) => one.number === number);
  return (
    <>
      <p className="soft">{t.searchHint}</p>
      <SearchForm criteria={criteria} shops={shops} onSearch={search} />
      <h3 id="results" tabIndex={-1} ref={heading}>{t.results}</h3>
      <Shown loaded={loaded}>
        {(body) => (
          <>
            <p>{words}</p>
            {body.conversations.length > 0 && (
              <ChatTable found={body} open={number} onOpen={(wanted) => setOpen(wanted === undefined ? undefined : { query, number: wanted })} />
            )}
            <div className="tools">
              {criteria.before !== "" && <Button className="y-button" onPress={() => turn("")}>{t.newest}</Button>}
              {body.next !== null && (
                <Button className="y-button" onPress={() => turn(body.next!)}>{body.conversations.length > 0 ? t.older : t.goOn}</Button>
              )}
            </div>
          </>
        )}
      </Shown>
      {chat && found && <ChatPanel key={chat.number} chat={chat} offset={found.utc_offset_minutes} onClose={() => setOpen(undefined)} />}
    </>
  );
}
