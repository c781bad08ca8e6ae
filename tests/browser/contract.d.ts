// The types of the page's JavaScript: what the server sends, what the page keeps, and the parts of its HTML.

interface TextRange {
    start: number;
    end: number;
    start_utf16: number;
    end_utf16: number;
}

interface Place {
    page?: number | null;
    boxes?: number[][];
    seconds?: [number, number] | null;
}

interface Citation extends TextRange {
    number: number;
    document: { id: string; title: string; url: string | null; language?: string | null };
    sentence: string;
    highlight: (TextRange & { text: string }) | null;
    score: number;
    before: string | null;
    after: string | null;
    link: string;
    source_link: string | null;
    kind?: string | null;
    heading?: string[];
    /** The header of its table, the lead-in of its list, the question that it answers. */
    above?: (TextRange & { text: string }) | null;
    speaker?: string | null;
    place?: Place | null;
    group?: number | null;
    also_in?: { id: string; title: string; url: string | null }[];
}

interface Detail {
    document: { id: string; title: string; url: string | null; language?: string | null };
    field: "title" | "author" | "published" | "url" | "language";
    value: string | null;
}

interface Answer {
    language?: string | null;
    question: string;
    asked_as: string;
    found: boolean;
    /** Conversations kept by earlier versions have no intent, verdict and details. */
    intent?: "question" | "overview" | "details" | "talk";
    verdict?: "answers" | "may_answer" | "silent";
    confidence: number;
    answer: string;
    citations: Citation[];
    nearest: Citation[];
    details?: Detail[];
}

interface Suggestion {
    question: string;
    start: number;
    end: number;
}

type Verdict = "right" | "wrong" | "refuse";

interface Feedback {
    verdict: Verdict;
    question: string;
    history: string[];
    documents: string[];
    sentence?: { document: string; start: number; end: number };
}

interface Turn {
    question: string;
    /** What was asked before a follow-up, as it was searched. */
    after?: string;
    documents: string[];
    result: Answer;
    /** What was said of a sentence, by its link, or of the answer, under "refuse". */
    verdicts: Record<string, Verdict>;
}

/** What is known of a document. */
interface Source {
    id: string;
    title: string;
    url: string | null;
    author: string | null;
    published: string | null;
}

interface Conversation {
    id: string;
    /** What a person called it. */
    name?: string;
    began: string;
    turns: Turn[];
}

interface Listed {
    id: string;
    title: string;
    sentences: number;
}

/** A page of the documents; `next` is what to ask for the next page, null where there is none. */
interface Catalogue {
    documents: Listed[];
    index: { generation: string };
    total: number;
    next: string | null;
}

/** A file with its name, which says in what folder it was. */
interface Named {
    file: File;
    name: string;
}

interface Job {
    id: string;
    state: "running" | "done" | "failed";
    step: string;
    progress: { done: number; total: number } | null;
    sources: { name: string; state: string; document: string | null; why: string | null; partly: string[] }[];
    documents: string[];
    error: string | null;
    suggestions: { ready: boolean; suggestions: Suggestion[] } | null;
}

/** What the page does for a turn and its citations. */
interface Desk {
    open(citation: Citation, button: HTMLElement): void;
    peek(citation: Citation): void;
    unpeek(): void;
    copy(text: string, what: string, pressed: HTMLElement): unknown;
    judge(verdict: Verdict, citation: Citation | null): Promise<boolean>;
    edit(): void;
    share(pressed: HTMLElement): void;
    suggestions(result: Answer): HTMLElement | null;
}

/** How citations are shown: whether each names its article, and whether the server takes feedback. */
interface Manner {
    named: boolean;
    feedback: boolean;
    desk: Desk;
}

/** The parts of the chat page that are always there, by id. */
interface Parts {
    add: HTMLElement;
    drop: HTMLElement;
    about: HTMLElement;
    "about-title": HTMLElement;
    again: HTMLElement;
    "article-notice": HTMLElement;
    "article-scroll": HTMLElement;
    ask: HTMLFormElement;
    back: HTMLElement;
    clear: HTMLButtonElement;
    "conversation-tools": HTMLElement;
    conversations: HTMLDetailsElement;
    documents: HTMLDetailsElement | null;
    language: HTMLDetailsElement;
    "edit-cancel": HTMLElement;
    editing: HTMLElement;
    contents: HTMLElement;
    "export-json": HTMLButtonElement;
    "export-markdown": HTMLButtonElement;
    find: HTMLElement;
    "find-close": HTMLButtonElement;
    "find-count": HTMLElement;
    "find-next": HTMLButtonElement;
    "find-open": HTMLButtonElement;
    "find-previous": HTMLButtonElement;
    "find-words": HTMLInputElement;
    help: HTMLDialogElement;
    "help-open": HTMLElement;
    kept: HTMLElement;
    "kept-none": HTMLElement;
    "kept-words": HTMLInputElement;
    lead: HTMLElement;
    length: HTMLElement;
    new: HTMLElement;
    notice: HTMLElement;
    options: HTMLElement;
    panes: HTMLElement;
    print: HTMLButtonElement;
    problem: HTMLElement;
    question: HTMLTextAreaElement;
    rail: HTMLElement;
    reading: HTMLElement;
    "reading-tools": HTMLElement;
    said: HTMLElement;
    searched: HTMLElement;
    send: HTMLElement;
    "single-keys": HTMLInputElement;
    starters: HTMLElement;
    status: HTMLElement;
    stop: HTMLElement;
    turns: HTMLElement;
    "turns-scroll": HTMLElement;
    "view-ask": HTMLElement;
    "view-count": HTMLElement;
    "view-read": HTMLElement;
    views: HTMLElement;
    welcome: HTMLElement;
}

/** What the page looks for in itself is HTML, never SVG. */
interface ParentNode {
    querySelector<K extends keyof HTMLElementTagNameMap>(selectors: K): HTMLElementTagNameMap[K] | null;
    querySelector(selectors: string): HTMLElement | null;
    querySelectorAll<K extends keyof HTMLElementTagNameMap>(selectors: K): NodeListOf<HTMLElementTagNameMap[K]>;
    querySelectorAll(selectors: string): NodeListOf<HTMLElement>;
}

interface Element {
    closest(selectors: string): HTMLElement | null;
}
