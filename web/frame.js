// The bytes of a frame, as Sources/Lab/LabFrame.swift writes them.

const MARK = 0x3142414c;
const KINDS = { 1: "real", 2: "latents", 3: "points", 4: "gradients", 5: "surface", 6: "mesh", 7: "meshLatents" };
const JUDGEMENTS = ["probability", "label", "score"];
const INTEGERS = 10;
const NUMBERS = [
  "discriminatorLoss", "generatorLoss", "onReal", "onFake", "generatorRate", "discriminatorRate", "reach", "kl", "js",
  "covered", "reached", "quality", "slope",
];

/** A frame from its bytes: numbers by name (NaN where nothing was measured) and arrays of floats by name. */
export function decode(buffer) {
  const whole = new Uint32Array(buffer, 0, INTEGERS);
  if (whole[0] !== MARK) throw new Error("The lab sent what is no frame; was the page loaded from another version of it?");
  const floats = new Float32Array(buffer, 4 * INTEGERS, NUMBERS.length);
  const frame = {
    steps: whole[1], turns: { discriminator: whole[2], generator: whole[3] }, isOver: whole[4] === 1,
    judgement: JUDGEMENTS[whole[5]], challenges: whole[6], meshColumns: whole[7], isMeasured: whole[8] === 1,
  };
  NUMBERS.forEach((name, index) => (frame[name] = floats[index]));
  let place = 4 * (INTEGERS + NUMBERS.length);
  for (let left = whole[9]; left > 0; left -= 1) {
    const [kind, count] = new Uint32Array(buffer, place, 2);
    frame[KINDS[kind]] = new Float32Array(buffer, place + 8, count);
    place += 8 + 4 * count;
  }
  return frame;
}
