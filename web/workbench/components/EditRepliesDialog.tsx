// The agent's own set of canned replies: add, change, delete, or go back to the starter set.
import { useState, useSyncExternalStore, type FormEvent } from "react";
import { Button, Input, Label, Text, TextArea, TextField } from "react-aria-components";
import { useLanguage } from "../../ui-shared";
import { useDesk, useT } from "../desk/context";
import { REPLY_TEXT_MAX, REPLY_TITLE_MAX, type Reply } from "../model/replies";
import { Choice } from "./Choice";
import { DialogShell } from "./DialogShell";

type Draft = Omit<Reply, "id"> & { id?: string };
type View = { kind: "list" } | { kind: "form"; draft: Draft } | { kind: "restart" };

export function EditRepliesDialog() {
  const { replies, speaker } = useDesk();
  const t = useT();
  const language = useLanguage();
  const [view, setView] = useState<View>({ kind: "list" });
  const book = useSyncExternalStore(replies.subscribe, replies.get);
  const list = () => setView({ kind: "list" });

  if (view.kind === "form") {
    const save = (draft: Draft) => {
      if (!replies.save(draft)) return;
      speaker.polite(t.replies.saved);
      list();
    };
    return <DialogShell title={t.replies.editTitle} wide><ReplyForm draft={view.draft} onSave={save} onBack={list} /></DialogShell>;
  }
  if (view.kind === "restart") {
    const restart = () => {
      replies.restart();
      list();
    };
    return (
      <DialogShell
        title={t.replies.restartTitle}
        buttons={(
          <>
            <Button className="y-button y-primary" onPress={restart}>{t.replies.restart}</Button>
            <Button className="y-button" autoFocus onPress={list}>{t.replies.back}</Button>
          </>
        )}
      >
        <p>{t.replies.restartBody}</p>
      </DialogShell>
    );
  }
  const empty: Draft = { language: language === "en" ? "en" : "zh", title: "", text: "" };
  return (
    <DialogShell
      title={t.replies.editTitle} wide
      buttons={(
        <>
          <Button className="y-button y-primary" autoFocus onPress={() => setView({ kind: "form", draft: empty })}>{t.replies.add}</Button>
          <Button className="y-button" onPress={() => setView({ kind: "restart" })}>{t.replies.restart}</Button>
        </>
      )}
    >
      <ul className="wb-plain wb-scroll-list" role="list" aria-label={t.replies.list}>
        {book.map((reply) => (
          <li key={reply.id} className="wb-reply">
            <div lang={reply.language}>
              <b id={`reply-${reply.id}`}>{reply.title}</b>
              <p className="wb-soft">{reply.text}</p>
            </div>
            <Button className="y-button" aria-describedby={`reply-${reply.id}`} onPress={() => setView({ kind: "form", draft: reply })}>
              {t.replies.change}
            </Button>
            <Button className="y-button" aria-describedby={`reply-${reply.id}`} onPress={() => {
              replies.remove(reply.id);
              speaker.polite(t.replies.removed);
            }}>{t.replies.remove}</Button>
          </li>
        ))}
      </ul>
    </DialogShell>
  );
}

interface ReplyFormProps {
  draft: Draft;
  onSave: (draft: Draft) => void;
  onBack: () => void;
}

function ReplyForm({ draft, onSave, onBack }: ReplyFormProps) {
  const t = useT();
  const [title, setTitle] = useState(draft.title);
  const [text, setText] = useState(draft.text);
  const [language, setLanguage] = useState(draft.language);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSave({ ...draft, title, text, language });
  };
  return (
    <form className="wb-form" onSubmit={submit}>
      <TextField className="y-field" value={title} onChange={setTitle} maxLength={REPLY_TITLE_MAX} autoFocus>
        <Label>{t.replies.name}</Label>
        <Input lang={language} />
      </TextField>
      <TextField className="y-field" value={text} onChange={setText} maxLength={REPLY_TEXT_MAX} isRequired>
        <Label>{t.replies.text}</Label>
        <TextArea rows={4} lang={language} />
        <Text slot="description" className="wb-soft">{t.replies.placeholders}</Text>
      </TextField>
      <Choice<Reply["language"]>
        label={t.replies.language} value={language} onChange={setLanguage}
        choices={[["zh", "中文"], ["en", "English"]]} namesTheirLanguage
      />
      <div className="wb-buttons">
        <Button className="y-button y-primary" type="submit">{t.replies.save}</Button>
        <Button className="y-button" onPress={onBack}>{t.replies.back}</Button>
      </div>
    </form>
  );
}
