// The agent's own standing: the line, presence, load, held arrivals, and the ways to settings, help and out.
import { Button } from "react-aria-components";
import { ConnectionBanner, LanguageSwitch } from "../../ui-shared";
import { useBench, useDesk, useDeskSnapshot, useKeys, useT } from "../desk/context";
import { ariaChord } from "../model/keymap";
import { PresencePicker } from "./PresencePicker";
import { Region } from "./Region";

export function StatusBar() {
  const { store, speaker } = useDesk();
  const { dialogs } = useBench();
  const { self } = useDeskSnapshot();
  const t = useT();
  const key = useKeys();
  return (
    <Region name="status" label={t.regions.status} as="header" headingHidden className="wb-status">
      <h1 className="wb-title">{t.title}</h1>
      <ConnectionBanner store={store} />
      {self && <PresencePicker self={self} />}
      {self && <p className="wb-load">{t.presence.load(self.load, self.capacity)}</p>}
      <div className="wb-menu">
        <LanguageSwitch />
        <Button className="y-button y-quiet" aria-keyshortcuts={ariaChord(key("sayAgain"))}
          onPress={() => speaker.again(t.notices.nothingSpoken)}>{t.menu.sayAgain}</Button>
        <Button className="y-button y-quiet" onPress={() => dialogs.show({ name: "settings" })}>{t.menu.settings}</Button>
        <Button className="y-button y-quiet" aria-keyshortcuts={ariaChord(key("help"))}
          onPress={() => dialogs.show({ name: "help" })}>{t.menu.help}</Button>
        <a className="y-button y-quiet" href="/earnings/" target="_blank" rel="noopener" aria-label={t.menu.earningsTab}>{t.menu.earnings}</a>
        <Button className="y-button y-quiet" onPress={() => dialogs.show({ name: "signOut" })}>{t.menu.signOut}</Button>
      </div>
      {self?.arrivalsHeld && <HeldNotice misses={self.misses} />}
    </Region>
  );
}

function HeldNotice({ misses }: { misses: number }) {
  const { actions } = useBench();
  const t = useT();
  const key = useKeys()("resumeArrivals");
  return (
    <div className="y-notice wb-held">
      <div>
        <h2><span aria-hidden="true">‖ </span>{t.held.title}</h2>
        <p>{t.held.body(misses)}</p>
      </div>
      <Button className="y-button y-primary" aria-keyshortcuts={ariaChord(key)} onPress={actions.resumeArrivals}>
        {t.held.resume}{key && <kbd>{key}</kbd>}
      </Button>
    </div>
  );
}
