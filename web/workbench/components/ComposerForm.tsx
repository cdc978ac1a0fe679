// The text field of the open chat with its send button, the way to the canned replies, and the switch between writing
// to the shopper and whispering to colleagues, which no one shall mistake for each other: label, sign, border, ground
// and the send button's word all differ.
import { Button, ToggleButton } from "react-aria-components";
import { useBench, useKeys, useT } from "../desk/context";
import type { Composer } from "../hooks/useComposer";
import type { SendKey } from "../model/composition";
import { ariaChord } from "../model/keymap";
import { Region } from "./Region";
import { WhisperMark } from "./WhisperMark";

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
  const { whispering, over } = composer;
  const described = ["composer-hint", whispering && "composer-whisper", over > 0 && "composer-over"].filter(Boolean).join(" ");
  return (
    <Region name="write" label={t.regions.write} headingHidden className={`wb-write${whispering ? " wb-whispering" : ""}`}>
      {whispering && <p id="composer-whisper" className="wb-whisper-banner"><WhisperMark />{t.team.whisperBanner}</p>}
      <label htmlFor="composer">{whispering ? t.team.whisperLabel(who) : t.composer.label(who)}</label>
      <textarea
        id="composer" className="wb-composer" ref={composer.field} rows={2} lang={language || undefined}
        value={composer.text} onChange={(event) => composer.change(event.target.value)}
        aria-describedby={described} aria-invalid={over > 0} data-region-start="" {...composer.handlers}
      />
      {over > 0 && <p id="composer-over" className="y-error">⚠ {t.composer.tooLong(over)}</p>}
      <div className="wb-buttons">
        <Button className="y-button y-primary" onPress={composer.send} aria-keyshortcuts="Control+Enter">
          {whispering && <WhisperMark />}{whispering ? t.team.sendWhisper : t.composer.send}
        </Button>
        <Button className="y-button" aria-keyshortcuts={ariaChord(key("replies"))}
          onPress={() => dialogs.show({ name: "replies" })}>{t.composer.replies}</Button>
        <WhisperSwitch composer={composer} />
        <p id="composer-hint" className="wb-soft wb-hint">
          {sendKey === "enter" ? t.composer.enterSends : t.composer.ctrlEnterSends}
        </p>
      </div>
    </Region>
  );
}

/** Escape on it leaves whispering as well; whoever turns it by hand stays on it. */
function WhisperSwitch({ composer }: { composer: Composer }) {
  const t = useT();
  const chord = useKeys()("whisper");
  const { whispering } = composer;
  const stay = () => composer.turnWhisper({ keepFocus: true });
  return (
    <div onKeyDown={(event) => event.key === "Escape" && whispering && stay()}>
      <ToggleButton className="y-button" isSelected={whispering} onChange={stay} aria-keyshortcuts={ariaChord(chord)}>
        <span aria-hidden="true">{whispering ? "☑" : "☐"}</span>{t.team.whisperSwitch}
      </ToggleButton>
    </div>
  );
}
