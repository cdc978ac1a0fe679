// Values as a row of short tones, low to high over two octaves; nothing is a soft low click.

const STEP_S = 0.09;
const LOWEST_HZ = 220;

/** `values` from 0 to 1. Resolves when the last one has sounded, or at once where there is no sound. */
export async function playValues(values: readonly number[]): Promise<void> {
  if (typeof AudioContext === "undefined" || values.length === 0) return;
  const audio = new AudioContext();
  const start = audio.currentTime + 0.05;
  values.forEach((value, at) => {
    const tone = audio.createOscillator();
    const volume = audio.createGain();
    const from = start + at * STEP_S;
    tone.frequency.value = value > 0 ? LOWEST_HZ * 4 ** value : LOWEST_HZ / 2;
    volume.gain.setValueAtTime(value > 0 ? 0.15 : 0.04, from);
    volume.gain.linearRampToValueAtTime(0, from + STEP_S * 0.9);
    tone.connect(volume).connect(audio.destination);
    tone.start(from);
    tone.stop(from + STEP_S);
  });
  await new Promise((done) => setTimeout(done, (values.length * STEP_S + 0.1) * 1_000));
  await audio.close();
}
