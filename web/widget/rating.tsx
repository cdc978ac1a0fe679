/** @jsxImportSource preact */
// After the end: one to five, and a word if the shopper likes.
import type { RefObject } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { View } from "./chat";
import { Field, Submit, useAround, useDraft } from "./parts";
import { failureText } from "./texts";

export function Rating({ view, heading }: { view: View; heading: RefObject<HTMLHeadingElement> }) {
  const { desk, t, say } = useAround();
  const [stars, setStars] = useState(0);
  const [comment, setComment] = useDraft("comment");
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState("");
  // The form that was sent is gone, and the focus with it.
  const { stars: rated } = view;
  useEffect(() => {
    const title = heading.current;
    if (rated && title && !(title.getRootNode() as ShadowRoot).activeElement) title.focus();
  }, [rated]);
  if (rated) return <h3 tabIndex={-1} ref={heading}>{t.rated}</h3>;
  if (!view.agentName) return <h3 tabIndex={-1} ref={heading} class="hid">{t.log}</h3>;

  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    if (busy) return;
    if (stars === 0) {
      setFailed(t.rateMissing);
      return say(t.rateMissing);
    }
    setBusy(true);
    const error = await desk.chat.rate(stars, comment.trim());
    setBusy(false);
    setFailed(error && failureText(error, t));
    if (!error) setComment("");
    say(error ? failureText(error, t) : t.rated);
  }

  return (
    <form onSubmit={(event) => void submit(event)}>
      <fieldset class="stars">
        <legend><h3 tabIndex={-1} ref={heading}>{t.rate}</h3></legend>
        {[5, 4, 3, 2, 1].map((n) => (
          <label key={n}>
            <input type="radio" name="stars" checked={stars === n} onChange={() => setStars(n)} />{t.star(n)}
          </label>
        ))}
      </fieldset>
      <Field label={t.comment} value={comment} onValue={setComment} lines={2} max={1000} />
      {failed && <p class="bad">{failed}</p>}
      <Submit busy={busy}>{t.rateSend}</Submit>
    </form>
  );
}
