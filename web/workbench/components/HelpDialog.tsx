// Every shortcut with what it does; all of them, or each, can be switched off.
import { Switch } from "react-aria-components";
import { useDesk, useSettings, useT } from "../desk/context";
import { actions, bindingsFrom, type Action } from "../model/keymap";
import { DialogShell } from "./DialogShell";

export function HelpDialog() {
  const { settings } = useDesk();
  const { shortcutsOn, shortcuts } = useSettings();
  const t = useT();
  const bindings = bindingsFrom(shortcuts);
  const turn = (action: Action, on: boolean) => {
    const { [action]: _removed, ...others } = shortcuts;
    settings.change({ shortcuts: on ? others : { ...others, [action]: null } });
  };
  return (
    <DialogShell title={t.help.title} wide>
      <p>{t.help.intro}</p>
      <ul>
        <li>{t.help.always}</li>
        <li>{t.help.walk}</li>
        <li>{t.help.walkChats}</li>
        <li>{t.help.escape}</li>
      </ul>
      <Switch className="wb-switch" isSelected={shortcutsOn} onChange={(on) => settings.change({ shortcutsOn: on })}>
        <span className="wb-switch-mark" aria-hidden="true">{shortcutsOn ? "☑" : "☐"}</span>{t.help.switchAll}
      </Switch>
      <table className="wb-keys">
        <thead>
          <tr><th scope="col">{t.help.columnAction}</th><th scope="col">{t.help.columnKeys}</th><th scope="col">{t.help.columnOn}</th></tr>
        </thead>
        <tbody>
          {actions.map((action) => (
            <tr key={action}>
              <th scope="row">{t.actions[action]}</th>
              <td>{bindings[action] ? <kbd>{bindings[action]}</kbd> : t.help.off}</td>
              <td>
                <Switch
                  className="wb-switch" isSelected={bindings[action] !== null} aria-label={t.actions[action]}
                  onChange={(on) => turn(action, on)}
                >
                  <span className="wb-switch-mark" aria-hidden="true">{bindings[action] !== null ? "☑" : "☐"}</span>
                </Switch>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </DialogShell>
  );
}
