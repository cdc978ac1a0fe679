// Supervisors' words, and what happened without the agent's doing, until she has noted it.
import { Button } from "react-aria-components";
import { useLanguage, useNow } from "../../ui-shared";
import { useBench, useDesk, useDeskSnapshot, useServerNow, useT } from "../desk/context";
import { currentNotices, noticeWords } from "../model/team";

export function Notices() {
  const { store } = useDesk();
  const { notices } = useBench();
  const { notices: words, self } = useDeskSnapshot();
  const t = useT();
  const around = { nowMs: useServerNow(useNow(15_000)), language: useLanguage(), texts: t };
  const current = currentNotices(words, around.nowMs).map((notice) => ({ notice, ...noticeWords(notice, self, around) }));
  if (notices.all.length + current.length === 0) return null;
  return (
    <ul className="wb-plain wb-notices" role="list" aria-label={t.notices.title}>
      {current.map(({ notice, head, text }) => (
        <li key={`word-${notice.id}`} className="wb-notice wb-word">
          <div id={`word-${notice.id}`}>
            <p><span aria-hidden="true">✉ </span><b>{head}</b></p>
            <p className="wb-text">{text}</p>
          </div>
          <Button className="y-button" aria-describedby={`word-${notice.id}`} onPress={() => store.noteNotice(notice.id)}>
            {t.dismiss}
          </Button>
        </li>
      ))}
      {notices.all.map((notice) => (
        <li key={notice.id} className="wb-notice">
          <p id={`notice-${notice.id}`}>{notice.text}</p>
          {notice.ownText && (
            <>
              <p>{t.notices.ownText}</p>
              <p className="wb-own-text">{notice.ownText}</p>
            </>
          )}
          <Button className="y-button" aria-describedby={`notice-${notice.id}`} onPress={() => notices.dismiss(notice.id)}>
            {t.dismiss}
          </Button>
        </li>
      ))}
    </ul>
  );
}
