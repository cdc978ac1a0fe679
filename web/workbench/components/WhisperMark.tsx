// The sign of what the shopper does not see: an eye struck through. Always beside words that say so.
export function WhisperMark() {
  return (
    <svg className="wb-whisper-mark" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d="M2 12c3-5 6.5-7 10-7s7 2 10 7c-3 5-6.5 7-10 7s-7-2-10-7z" /><circle cx="12" cy="12" r="3" /><path d="M4 21 20 3" />
    </svg>
  );
}
