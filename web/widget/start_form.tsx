/** @jsxImportSource preact */
// Before a chat: what it is about, a name, the question. Turns into leaving a message when the queue takes no chats.
import { useId, useState } from "preact/hooks";
import { Field, Submit, useAround, useChat, useDraft } from "./parts";
import { failureText } from "./texts";

/** Answers after which a message can still be left. */
const leavable = ["QUEUE_CLOSED", "QUEUE_FULL"];

export function StartForm({ leaving, onOpened }: { leaving: boolean; onOpened: () => void }) {
  const { desk, t, say } = useAround();
  const chat = useChat(desk);
  const topicId = useId();
  const { topics } = chat;
  const [wanted, setTopic] = useState(chat.view?.topic || desk.settings.topic);
  const topic = (topics.find((one) => one.topic === wanted) ?? topics[0])?.topic ?? "";
  const [name, setName] = useDraft("name");
  const [text, setText] = useDraft("new");
  const [contact, setContact] = useState("");
  const [leave, setLeave] = useState(leaving);
  const [busy, setBusy] = useState(false);
  const [missing, setMissing] = useState("");
  const [failed, setFailed] = useState("");

  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    if (busy) return;
    setMissing("");
    if (!text.trim()) return setMissing(t.textMissing);
    setFailed("");
    setBusy(true);
    desk.start();
    const open = { topic, name: name.trim(), language: t.language, text };
    const error = await (leave ? chat.leave(contact.trim(), open) : chat.start(open));
    setBusy(false);
    if (!error) setText("");
    if (!error || error === "HAS_CONVERSATION") return onOpened();
    setLeave(leave || leavable.includes(error));
    setFailed(failureText(error, t));
    say(failureText(error, t));
  }

  return (
    <form onSubmit={(event) => void submit(event)} noValidate>
      {topics.length > 1 && (
        <div>
          <label for={topicId}>{t.topic}</label>
          <select id={topicId} value={topic} onChange={(event) => setTopic(event.currentTarget.value)}>
            {topics.map((one) => (
              <option key={one.topic} value={one.topic}>{t.language === "en" ? one.titleEn : one.titleZh}</option>
            ))}
          </select>
        </div>
      )}
      <Field label={t.name} value={name} onValue={setName} max={40} />
      <Field label={t.text} value={text} onValue={setText} lines={4} max={4000} error={missing} />
      {leave && <Field label={t.contact} value={contact} onValue={setContact} max={200} />}
      {failed && <p class="bad">{failed}</p>}
      <Submit busy={busy}>{busy ? t.sending : leave ? t.leave : t.start}</Submit>
    </form>
  );
}
