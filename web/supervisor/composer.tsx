// The supervisor's text field in a chat. Who watches can whisper only; who has joined or taken it writes to the shopper
// and can turn to whispering, as at the workbench.
import { useEffect, useRef } from "react";
import { Button, ToggleButton } from "react-aria-components";
import { Part, type Conversation } from "../client";
import { announcer } from "../ui-shared";
import { WhisperMark } from "../workbench/components/WhisperMark";
import { useComposer } from "../workbench/hooks/useComposer";
import { textsFor } from "../workbench/texts";
import { useControl, useWords } from "./control";

export function Composer({ chat, who }: { chat: Conversation; who: string }) {
  const { store } = useControl();
  const { language } = useWords();
  const texts = textsFor(language);
  const whisperOnly = chat.part === Part.WATCH;
  const composer = useComposer({
    store, chat: chat.id, sendKey: "enter", whisperOnly, onSent: () => undefined,
    onTurned: (whispering) => announcer.polite(whispering ? texts.team.whisperOn : texts.team.whisperOff(who)),
  });
  const { whispering, over } = composer;

  // Who has just joined, or took it, wants to write to the shopper: the field turns to that, and is where she is.
  const watched = useRef(whisperOnly);
  useEffect(() => {
    if (watched.current && !whisperOnly) {
      if (whispering) composer.turnWhisper({ quiet: true }); // what came of joining tells it
      else composer.field.current?.focus();
    }
    watched.current = whisperOnly;
    // Only when the part changes.
  }, [whisperOnly]);

  const stay = () => composer.turnWhisper({ keepFocus: true });
  const described = ["say-hint", whispering && "say-whisper", over > 0 && "say-over"].filter(Boolean).join(" ");
  return (
    <div className={`wb-write say${whispering ? " wb-whispering" : ""}`}>
      {whispering && (
        <p id="say-whisper" className="wb-whisper-banner">
          <WhisperMark />{whisperOnly ? texts.team.whisperSwitch : texts.team.whisperBanner}
        </p>
      )}
      <label htmlFor="say">{whispering ? texts.team.whisperLabel(who) : texts.composer.label(who)}</label>
      <textarea
        id="say" className="wb-composer" ref={composer.field} rows={2} lang={chat.language || undefined}
        value={composer.text} onChange={(event) => composer.change(event.target.value)}
        aria-describedby={described} aria-invalid={over > 0} {...composer.handlers}
      />
      {over > 0 && <p id="say-over" className="y-error">⚠ {texts.composer.tooLong(over)}</p>}
      <div className="tools">
        <Button className="y-button y-primary" onPress={composer.send}>
          {whispering && <WhisperMark />}{whispering ? texts.team.sendWhisper : texts.composer.send}
        </Button>
        {!whisperOnly && (
          <div onKeyDown={(event) => event.key === "Escape" && whispering && stay()}>
            <ToggleButton className="y-button" isSelected={whispering} onChange={stay}>
              <span aria-hidden="true">{whispering ? "☑" : "☐"}</span>{texts.team.whisperSwitch}
            </ToggleButton>
          </div>
        )}
        <p id="say-hint" className="wb-soft">{texts.composer.enterSends}</p>
      </div>
    </div>
  );
}
