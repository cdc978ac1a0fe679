// The text field of the open chat with its send button and the way to the canned replies.
import { Button } from "react-aria-components";
import { useBench, useKeys, useT } from "../desk/context";
import type { Composer } from "../hooks/useComposer";
import type { SendKey } from "../model/composition";
import { ariaChord } from "../model/keymap";
import { Region } from "./Region";

interface ComposerFormProps {
  composer: Composer;
  who: string;
  language: string;
  sendKey: SendKey;
}

export function ComposerForm({ composer, who, language, sendKey }: ComposerFormProps) {
  const { dialogs } = useBench();
  const t = useT();
  const key = useKeys();
  return (
    <Region name="write" label={t.regions.write} headingHidden className="wb-write">
      <label htmlFor="composer">{t.composer.label(who)}</label>
      <textarea
        id="composer" className="wb-composer" ref={composer.field} rows={2} lang={language || undefined}
        value={composer.text} onChange={(event) => composer.change(event.target.value)}
        aria-describedby={composer.over > 0 ? "composer-hint composer-over" : "composer-hint"}
        aria-invalid={composer.over > 0} data-region-start="" {...composer.handlers}
      />
      {composer.over > 0 && <p id="composer-over" className="y-error">⚠ {t.composer.tooLong(composer.over)}</p>}
      <div className="wb-buttons">
        <Button className="y-button y-primary" onPress={composer.send} aria-keyshortcuts="Control+Enter">
          {t.composer.send}
        </Button>
        <Button className="y-button" aria-keyshortcuts={ariaChord(key("replies"))}
          onPress={() => dialogs.show({ name: "replies" })}>{t.composer.replies}</Button>
        <p id="composer-hint" className="wb-soft wb-hint">
          {sendKey === "enter" ? t.composer.enterSends : t.composer.ctrlEnterSends}
        </p>
      </div>
    </Region>
  );
}
