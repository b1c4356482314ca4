// A square picture as pixels. Paths of thousands of corners take a canvas without a graphics card several times as long.

/** Red, green and blue of `#rrggbb` or `rgb(r g b)`. */
export function channels(text) {
  return text.startsWith("#") ? [1, 3, 5].map((place) => parseInt(text.slice(place, place + 2), 16)) : text.match(/\d+/g).map(Number);
}

export class Raster {
  constructor(side) {
    this.side = side;
    this.image = new ImageData(side, side);
    // Every computer that a browser runs on keeps numbers little-endian: alpha, blue, green, red from the highest byte on.
    this.pixels = new Int32Array(this.image.data.buffer);
    // What the shapes since the last `ink` cover, in 255ths, and which pixels those are.
    this.cover = new Uint8Array(side * side);
    this.touched = new Int32Array(side * side);
    this.count = 0;
    this.crossings = new Float64Array(4);
  }

  fill([red, green, blue]) { this.pixels.fill(0xff000000 | (blue << 16) | (green << 8) | red); }

  /** Fills the picture with `cells` × `cells` colours, row by row from above, and a gradual change between their centres. */
  gradient(colours, cells) {
    const { side, pixels } = this;
    const scale = cells / side;
    const width = 3 * cells;
    const mixed = new Float64Array(width);
    let place = 0;
    for (let row = 0; row < side; row += 1) {
      const height = Math.min(Math.max((row + 0.5) * scale - 0.5, 0), cells - 1);
      const above = Math.min(Math.floor(height), cells - 2);
      const share = 256 * (height - above);
      for (let index = 0, from = above * width; index < width; index += 1, from += 1) {
        mixed[index] = Math.min(Math.max(colours[from] * (256 - share) + colours[from + width] * share, 64), 65472);
      }
      for (let cell = -1, x = 0; cell < cells; cell += 1) {
        const left = 3 * Math.max(cell, 0);
        const right = 3 * Math.min(cell + 1, cells - 1);
        const end = cell === cells - 1 ? side : Math.min(Math.ceil((cell + 1.5) / scale - 0.5), side);
        const across = (x + 0.5) * scale - 0.5 - cell;
        const dr = mixed[right] - mixed[left];
        const dg = mixed[right + 1] - mixed[left + 1];
        const db = mixed[right + 2] - mixed[left + 2];
        // Blue and red go in one number, 16 bits for each, half of them a fraction. Neither comes so near to an end that
        // the rounded steps could carry it over into the other.
        let both = (Math.imul(mixed[left + 2] + db * across, 65536) + mixed[left] + dr * across) | 0;
        let green = (mixed[left + 1] + dg * across) | 0;
        const bothStep = (Math.imul(db * scale, 65536) + dr * scale) | 0;
        const greenStep = (dg * scale) | 0;
        for (; x < end; x += 1, place += 1) {
          pixels[place] = 0xff000000 | ((both >>> 8) & 0xff00ff) | (green & 0xff00);
          both = (both + bothStep) | 0;
          green = (green + greenStep) | 0;
        }
      }
    }
  }

  disk(x, y, radius) {
    const { side, cover, touched } = this;
    const reach = radius + 0.5;
    const [top, bottom] = [Math.max(Math.floor(y - reach), 0), Math.min(Math.floor(y + reach), side - 1)];
    const [left, right] = [Math.max(Math.floor(x - reach), 0), Math.min(Math.floor(x + reach), side - 1)];
    for (let row = top; row <= bottom; row += 1) {
      const dy = row + 0.5 - y;
      for (let column = left, place = row * side + left; column <= right; column += 1, place += 1) {
        const dx = column + 0.5 - x;
        const share = reach - Math.sqrt(dx * dx + dy * dy);
        if (share <= 0) continue;
        const value = share >= 1 ? 255 : (255 * share) | 0;
        if (cover[place] >= value) continue;
        if (cover[place] === 0) touched[this.count++] = place;
        cover[place] = value;
      }
    }
  }

  line(x0, y0, x1, y1, width) {
    const { side, cover, touched } = this;
    // Along the axis that the line follows more, a pixel has the share of the line's length that lies in it.
    const isSteep = Math.abs(y1 - y0) > Math.abs(x1 - x0);
    let [from, to, start, end] = isSteep ? [y0, y1, x0, x1] : [x0, x1, y0, y1];
    if (from > to) [from, to, start, end] = [to, from, end, start];
    if (!(to - from > 1e-6)) return;
    const slope = (end - start) / (to - from);
    const narrowing = 1 / Math.sqrt(1 + slope * slope);
    const most = Math.min(width, 1);
    const reach = (width / 2 + 0.5) / narrowing;
    const [along, aside] = isSteep ? [side, 1] : [1, side];
    for (let step = Math.max(Math.floor(from), 0), last = Math.min(Math.floor(to), side - 1); step <= last; step += 1) {
      const share = 255 * (Math.min(step + 1, to) - Math.max(step, from));
      const middle = start + slope * (step + 0.5 - from);
      const [low, high] = [Math.max(Math.floor(middle - reach), 0), Math.min(Math.floor(middle + reach), side - 1)];
      for (let other = low, place = step * along + low * aside; other <= high; other += 1, place += aside) {
        const near = width / 2 + 0.5 - Math.abs(other + 0.5 - middle) * narrowing;
        if (near <= 0) continue;
        const value = (share * Math.min(near, most)) | 0;
        if (cover[place] >= value) continue;
        if (cover[place] === 0) touched[this.count++] = place;
        cover[place] = value;
      }
    }
  }

  /** Colours what the disks and lines since the last time cover; a pixel that several of them cover is coloured once. */
  ink([red, green, blue], alpha) {
    const { pixels, cover, touched, count } = this;
    const [both, middle] = [(blue << 16) | red, green << 8];
    const shares = Int32Array.from({ length: 256 }, (_, value) => Math.round(value * alpha * (256 / 255)));
    for (let index = 0; index < count; index += 1) {
      const place = touched[index];
      const share = shares[cover[place]];
      const rest = 256 - share;
      const old = pixels[place];
      pixels[place] = 0xff000000
        | (((Math.imul(old & 0xff00ff, rest) + Math.imul(both, share) + 0x800080) >>> 8) & 0xff00ff)
        | (((Math.imul(old & 0xff00, rest) + Math.imul(middle, share) + 0x8000) >>> 8) & 0xff00);
      cover[place] = 0;
    }
    this.count = 0;
  }

  /** Colours the pixels whose centres lie in a shape of four corners, `[x, y, x, y, …]`: neighbours share no pixel and leave none out. */
  quad(corners, [red, green, blue], alpha) {
    const { side, pixels, crossings } = this;
    const share = Math.round(256 * alpha);
    const rest = 256 - share;
    const both = (Math.imul((blue << 16) | red, share) + 0x800080) | 0;
    const middle = (Math.imul(green << 8, share) + 0x8000) | 0;
    const least = Math.min(corners[1], corners[3], corners[5], corners[7]);
    const most = Math.max(corners[1], corners[3], corners[5], corners[7]);
    for (let row = Math.max(Math.ceil(least - 0.5), 0), last = Math.min(Math.floor(most - 0.5), side - 1); row <= last; row += 1) {
      const y = row + 0.5;
      let count = 0;
      for (let corner = 0; corner < 8; corner += 2) {
        const next = (corner + 2) & 7;
        const above = corners[corner + 1];
        const below = corners[next + 1];
        if (above <= y === below <= y) continue;
        const x = corners[corner] + ((y - above) * (corners[next] - corners[corner])) / (below - above);
        let spot = count;
        for (; spot > 0 && crossings[spot - 1] > x; spot -= 1) crossings[spot] = crossings[spot - 1];
        crossings[spot] = x;
        count += 1;
      }
      for (let pair = 0; pair < count; pair += 2) {
        const end = row * side + Math.min(Math.max(Math.ceil(crossings[pair + 1] - 0.5), 0), side);
        for (let place = row * side + Math.max(Math.ceil(crossings[pair] - 0.5), 0); place < end; place += 1) {
          const old = pixels[place];
          pixels[place] = 0xff000000
            | (((Math.imul(old & 0xff00ff, rest) + both) >>> 8) & 0xff00ff) | (((Math.imul(old & 0xff00, rest) + middle) >>> 8) & 0xff00);
        }
      }
    }
  }
}
