// The agent's own settings. Each works at once.
import { Switch } from "react-aria-components";
import { setLanguage, useLanguage, type Language } from "../../ui-shared";
import { useDesk, useSettings, useT } from "../desk/context";
import type { SendKey } from "../model/composition";
import type { SpeechLevel } from "../model/settings";
import { Choice } from "./Choice";
import { DialogShell } from "./DialogShell";

export function SettingsDialog() {
  const { settings } = useDesk();
  const { sendKey, speech, shortcutsOn } = useSettings();
  const t = useT();
  const language = useLanguage();
  return (
    <DialogShell title={t.settings.title}>
      <Choice<Language>
        label={t.settings.language} value={language} onChange={setLanguage}
        choices={[["zh-CN", "中文"], ["en", "English"]]} namesTheirLanguage
      />
      <Choice<SendKey>
        label={t.settings.sendKey} value={sendKey} onChange={(key) => settings.change({ sendKey: key })}
        choices={[["enter", t.settings.sendEnter], ["ctrlEnter", t.settings.sendCtrlEnter]]}
      />
      <Choice<SpeechLevel>
        label={t.settings.speech} value={speech} onChange={(level) => settings.change({ speech: level })}
        choices={[["full", t.settings.speechFull], ["short", t.settings.speechShort], ["off", t.settings.speechOff]]}
      />
      <Switch className="wb-switch" isSelected={shortcutsOn} onChange={(on) => settings.change({ shortcutsOn: on })}>
        <span className="wb-switch-mark" aria-hidden="true">{shortcutsOn ? "☑" : "☐"}</span>{t.settings.shortcuts}
      </Switch>
      <p className="wb-soft">{t.settings.kept}</p>
    </DialogShell>
  );
}
