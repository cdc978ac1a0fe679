// Every sentence of the workbench in English. The shape of this record is the contract for the other languages.

import { keysEn } from "./keys";
import { teamEn } from "./team";

const count = (n: number, one: string, many: string) => `${n} ${n === 1 ? one : many}`;

export const en = {
  ...keysEn,
  team: teamEn,
  title: "Yunke workbench",
  titleUnread: (n: number) => `(${n}) Yunke workbench`,
  cancel: "Cancel",
  close: "Close",
  dismiss: "OK, noted",
  partSeparator: "; ",
  stop: ".",
  sentenceSeparator: " ",
  loading: "Loading the workbench…",
  wrongRole: (name: string) => `You are signed in as ${name}, an account that does not answer chats. Sign in with an agent's account.`,

  time: {
    underMinute: "under a minute",
    minutes: (n: number) => count(n, "minute", "minutes"),
    hours: (hours: number, minutes: number) =>
      minutes === 0 ? count(hours, "hour", "hours") : `${count(hours, "hour", "hours")} ${minutes} min`,
    days: (n: number) => count(n, "day", "days"),
  },

  regions: {
    status: "My status",
    offers: "Offers",
    chats: "My chats",
    details: "This chat",
    messages: "Messages",
    write: "Write",
  },

  presence: {
    label: "I am",
    available: "Available",
    availableHint: "New chats may come, up to my limit",
    onDemand: "One chat, then rest",
    onDemandHint: "The next chat is the last one; I rest when it is done",
    finishing: "Finish, then rest",
    finishingHint: "No new chats; I rest when the last one is done",
    resting: "Resting",
    restingHint: "I keep my chats and get no new ones",
    training: "In training",
    trainingHint: "I am learning: I keep my chats and get no new ones",
    offline: "Offline",
    offlineHint: "Not at work; my chats go back to the queue",
    since: (duration: string) => `for ${duration}`,
    now: (state: string) => `You are now: ${state}.`,
    offlineTitle: "Go offline?",
    offlineBody: (chats: number) =>
      `You have ${count(chats, "open chat", "open chats")}. Going offline puts ${chats === 1 ? "it" : "them"} back into the queue, in the old place, for somebody else. Nothing counts against you.`,
    offlineConfirm: "Go offline",
    load: (load: number, capacity: number) => `${load} of ${capacity} places taken`,
  },

  limits: {
    pace: (until: string) =>
      `You have had as many new chats in this hour as you asked for.${until === "" ? "" : ` The next can come at ${until}.`}`,
    gap: (until: string) =>
      `You asked for time between new chats. ${until === "" ? "The next can come some time after the one on offer." : `The next can come at ${until}.`}`,
    rest: (until: string) =>
      until === ""
        ? "A rest is due, as you asked. It begins when your open chats are done."
        : `This is the rest that you asked for. You can take new chats again from ${until}.`,
    restAfterTraining: "By your own setting a rest is due: after the training it comes before new chats.",
    day: (until: string) =>
      `You have worked as long today as you asked for.${until === "" ? "" : ` You can take new chats again from ${until}.`}`,
    quiet: (until: string) =>
      `These are the quiet hours that you asked for.${until === "" ? "" : ` You can take new chats again from ${until}.`}`,
    ownSetting: "It is your own setting; nothing counts against you.",
    over: "You can take new chats again, whenever you are ready.",
    refused: "Your own settings ask for a pause now, so new chats have to wait. Nothing counts against you.",
  },

  held: {
    title: "New chats are held back",
    body: (misses: number) =>
      `${count(misses, "offer", "offers")} in a row went by without an answer, so nothing new comes until you say so. You keep your place in line.`,
    resume: "Let chats come again",
    resumed: "New chats can come again.",
    notHeld: "New chats are not held back.",
    spoken: (key: string | null) =>
      `New chats are held back until you let them come again${key === null ? "" : `, with ${key}`}.`,
  },

  menu: {
    settings: "Settings",
    earnings: "My earnings",
    earningsTab: "My earnings (new tab)",
    help: "Keys and help",
    sayAgain: "Say again",
    signOut: "Sign out",
    signOutTitle: "Sign out?",
    signOutBody: (chats: number) =>
      chats === 0
        ? "You go offline. Unsent texts are removed from this computer."
        : `You go offline, and ${count(chats, "open chat goes", "open chats go")} back into the queue for somebody else. Unsent texts are removed from this computer.`,
  },

  notices: {
    title: "Notices",
    nothingSpoken: "Nothing has been announced yet.",
    missed: (who: string) => `The offer from ${who} ran out and went on to somebody else. It is no fault of yours.`,
    taken: (who: string) => `The chat with ${who} was answered by a colleague first. Nothing counts against you.`,
    withdrawn: (who: string) => `${who} is no longer waiting.`,
    gone: (who: string) => `The chat with ${who} is no longer yours: it went back to its queue, or somebody else has it now. Nothing counts against you.`,
    ownText: "You had written:",
    unread: (messages: number, chats: number) =>
      `${count(messages, "unread message", "unread messages")} in ${count(chats, "chat", "chats")}.`,
  },

  offers: {
    none: "No offers now.",
    noneHeld: "No offers: new chats are held back.",
    noneNotAvailable: "No offers: you are not available for new chats.",
    noneOneChat: "No offers now: your one chat comes when those you have are done.",
    from: (shopper: string, shop: string) => `${shopper}, ${shop}`,
    topic: "Topic",
    language: "Language",
    waiting: "Waiting",
    opening: "First message",
    returning: "Was served before; the earlier messages come with it.",
    messageLeft: "Left a message; does not wait online.",
    accept: "Accept",
    decline: "Decline…",
    declineTitle: "Why not this one?",
    declineHint: "The chat goes on to somebody else. Declining never counts against you.",
    reasonNotNow: "I need a moment",
    reasonNotMyTopic: "I cannot answer this topic",
    reasonContent: "It contains something I cannot work with",
    reasonTechnical: "My equipment or line makes trouble",
    moreTime: "A moment more",
    moreTimeLeft: (n: number) => `${n} left`,
    moreTimeDone: (left: string) => `The time starts again: ${left}.`,
    noLimit: "No time limit",
    leftMinutes: (n: number) => `About ${count(n, "minute", "minutes")} to answer`,
    leftUnderMinute: "Less than a minute to answer",
    leftSeconds: (n: number) => `Less than ${n} seconds to answer`,
    acceptFailed: (who: string) => `The chat with ${who} could not be accepted: it is no longer offered to you.`,
    spoken: (shopper: string, topic: string, shop: string, opening: string, left: string) =>
      `New offer: ${shopper}, ${topic}, ${shop}. ${opening} ${left}.`,
    warning: (shopper: string, key: string | null) =>
      `The offer from ${shopper} runs out soon.${key === null ? "" : ` ${key}: a moment more.`}`,
  },

  chats: {
    none: "No open chats.",
    hint: "Up and down arrow keys move between chats.",
    place: (n: number) => `Chat ${n}`,
    unread: (n: number) => `${n} unread`,
    waits: (duration: string) => `waits for an answer: ${duration}`,
    answered: "answered",
    onHold: "on hold",
    lineLost: "shopper's line lost",
    wrapUp: "wrap-up",
    ended: "ended",
    draft: "unsent text",
    typing: "is typing…",
    messageLeft: "message to answer",
    shopper: "Shopper",
    opened: (place: number, shopper: string) => `Chat ${place}: ${shopper}`,
    noSuchChat: (place: number) => `There is no chat ${place}.`,
    nobodyWaits: "Nobody is waiting for an answer.",
    newChat: (shopper: string, shop: string) => `New chat: ${shopper}, ${shop}.`,
  },

  chat: {
    pick: "Choose a chat to read and answer it.",
    shop: "Shop",
    topic: "Topic",
    language: "Language",
    contact: "Can be reached at",
    noContact: "left no address; the answer waits here",
    online: "online",
    lineLost: "line lost; may come back within ten minutes",
    whyMe: "Why me?",
    hold: "Hold",
    unhold: "Take off hold",
    transfer: "Hand on…",
    resolve: "Resolve",
    wrapUpDone: "Wrap-up done",
    wrapUpIsDone: "Wrap-up is done.",
    leave: "Leave this chat",
    wrapUp: "The chat has ended for the shopper. Finish your notes, then say that you are done.",
    wrapUpEnds: (duration: string) => `Wrap-up ends by itself in: ${duration}.`,
    over: "This chat is over.",
    resolveTitle: (who: string) => `Resolve the chat with ${who}?`,
    resolveBody: "The chat ends for the shopper.",
    resolveDraft: "There is a text here that you have not sent.",
    actionFailed: "That was not possible.",
    stars: (n: number) => `Rating: ${n} of 5`,
  },

  messages: {
    label: (who: string) => `Messages with ${who}`,
    hint: "Up and down arrow keys walk through the messages, Home and End go to the first and the last.",
    earlier: "Earlier messages",
    loadingEarlier: "Loading earlier messages…",
    toUnread: (n: number) => `To unread (${n})`,
    toNewest: "To newest",
    unreadFromHere: "Unread from here",
    me: "Me",
    colleague: (name: string) => `${name} (agent)`,
    shopper: "Shopper",
    read: "read",
    pendingList: "On the way, or not sent",
    sending: "Sending…",
    waitingForLine: "Waiting for the line; is sent by itself",
    failed: "Not sent",
    unknown: "Not confirmed: perhaps it arrived, perhaps not",
    sendAgain: "Send again",
    edit: "Put back into the text field",
    discard: "Remove",
    missing: "Messages are missing here; they are being fetched.",
    empty: "No messages yet.",
  },

  events: {
    opened: "The chat began.",
    joined: (name: string) => `${name} joined.`,
    requeued: "The agent's line was lost; the chat went back to its place in the queue.",
    transferred: (name: string) => (name === "" ? "Transferred to another queue." : `${name} transferred the chat to another queue.`),
    note: "Note",
    held: "Put on hold.",
    unheld: "Taken off hold.",
    idleWarned: "The shopper was asked: are you still there?",
    resolved: "Ended: resolved.",
    shopperClosed: "Ended by the shopper.",
    shopperGone: "Ended: the shopper's line was lost and did not come back.",
    shopperIdle: "Ended: the shopper stopped answering.",
    abandoned: "The shopper left before anybody answered.",
    nobodyFree: "Ended: nobody was free during the longest wait of this queue.",
    ended: "Ended.",
    messageLeft: "The shopper left a message, to be answered later.",
    messageLeftContact: (contact: string) => `The shopper left a message, to be answered later. Can be reached at: ${contact}`,
    rated: (stars: number) => (stars > 0 ? `The shopper gave ${stars} of 5 stars.` : "The shopper rated the chat."),
  },

  composer: {
    label: (who: string) => `Message to ${who}`,
    send: "Send",
    enterSends: "Enter sends, Shift+Enter makes a new line",
    ctrlEnterSends: "Ctrl+Enter sends, Enter makes a new line",
    replies: "Replies…",
    tooLong: (over: number) => `${over} characters too long`,
  },

  replies: {
    title: "Canned replies",
    search: "Search replies",
    list: "Replies",
    none: "No reply contains these words.",
    found: (n: number) => count(n, "reply", "replies"),
    choose: "Down arrow goes into the list, Enter puts the reply into your message. It is not sent yet.",
    edit: "Edit replies…",
    editTitle: "Edit my replies",
    add: "New reply",
    change: "Change",
    remove: "Delete",
    name: "Name",
    text: "Text",
    language: "Written in",
    placeholders: "{shopper}, {shop} and {me} are filled in with the names.",
    save: "Save",
    saved: "Saved.",
    removed: "Deleted.",
    restart: "Back to the starter set…",
    restartTitle: "Back to the starter set?",
    restartBody: "Your own replies on this computer are deleted.",
    back: "Back",
  },

  transfer: {
    title: (who: string) => `Hand on the chat with ${who}`,
    queue: "To which queue?",
    closed: "closed now",
    note: "Note for the next agent (the shopper never sees it)",
    confirm: "Hand on",
    none: "This shop has no other queue.",
    done: (queue: string) => `Transferred to ${queue}.`,
  },

  signIn: {
    expired: "Please sign in again",
    expiredBody: "Your sign-in has run out. Your place and your unsent texts are kept.",
    tryAgain: "Try again",
    unreachable: "The service cannot be reached now. This page tries again by itself.",
  },

  settings: {
    title: "Settings",
    language: "Language",
    sendKey: "Which key sends a message?",
    sendEnter: "Enter (Shift+Enter makes a new line)",
    sendCtrlEnter: "Ctrl+Enter (Enter makes a new line)",
    speech: "What the screen reader is told about new messages and offers",
    speechFull: "Who, what, and which shop",
    speechShort: "Who and which shop",
    speechOff: "Nothing; they are only shown",
    shortcuts: "Shortcuts work",
    kept: "Settings are kept on this computer.",
  },

  spoken: {
    message: (sender: string, text: string, shop: string) => `${sender}: ${text} ${shop}.`,
    messageShort: (sender: string, shop: string) => `New message from ${sender}, ${shop}.`,
    burst: (n: number, senders: string) => `${n} new messages: ${senders}.`,
    burstPart: (sender: string, shop: string, n: number) => `${sender}, ${shop}: ${n}`,
    burstMore: (n: number) => `others: ${n}`,
    sendFailed: (who: string) => `A message to ${who} could not be sent. It is kept in the chat.`,
    ended: (who: string, how: string) => `Chat with ${who}. ${how}`,
    lineLost: (who: string) => `${who}'s line is lost.`,
    lineBack: (who: string) => `${who} is back online.`,
    longText: "More in the chat.",
  },
};

export type Texts = typeof en;
