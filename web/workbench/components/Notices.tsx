// What happened without the agent's doing, until she has noted it.
import { Button } from "react-aria-components";
import { useBench, useT } from "../desk/context";

export function Notices() {
  const { notices } = useBench();
  const t = useT();
  if (notices.all.length === 0) return null;
  return (
    <ul className="wb-plain wb-notices" role="list" aria-label={t.notices.title}>
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
