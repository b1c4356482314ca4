// A square picture as pixels. Paths of thousands of corners take a canvas without a graphics card several times as long.

/** Red, green and blue of `#rrggbb` or `rgb(r g b)`. */
export function channels(text) {
  return text.startsWith("#") ? [1, 3, 5].map((place) => parseInt(text.slice(place, place + 2), 16)) : text.match(/\d+/g).map(Number);
}

export class Raster {
  /** A picture of `size` pixels along each side; one of an odd size has a row and a column that nobody sees. */
  constructor(size) {
    const side = size + (size & 1);
    [this.size, this.side] = [size, side];
    this.image = new ImageData(side, side);
    // Every computer that a browser runs on keeps numbers little-endian: alpha, blue, green, red from the highest byte on.
    this.pixels = new Int32Array(this.image.data.buffer);
    // The ground changes gradually: it has every second pixel of every second row, and one beyond the edge.
    this.width = (side >> 1) + 1;
    this.ground = new Int32Array(this.width * this.width);
    // What the shapes since the last `ink` cover, in 255ths, and which pixels those are.
    this.cover = new Uint8Array(side * side);
    this.touched = new Int32Array(side * side);
    this.count = 0;
    this.shares = new Int32Array(256);
    this.crossings = new Float64Array(4);
  }

  // MARK: - The ground

  fill([red, green, blue]) { this.ground.fill(0xff000000 | (blue << 16) | (green << 8) | red); }

  /** Fills the ground with `cells` × `cells` colours, row by row from above, and a gradual change between their centres. */
  gradient(colours, cells) {
    const { size, width, ground } = this;
    const scale = (2 * cells) / size;
    const channels = 3 * cells;
    const mixed = new Float64Array(channels);
    let place = 0;
    for (let row = 0; row < width; row += 1) {
      const height = Math.min(Math.max((row + 0.25) * scale - 0.5, 0), cells - 1);
      const above = Math.min(Math.floor(height), cells - 2);
      const share = 256 * (height - above);
      for (let index = 0, from = above * channels; index < channels; index += 1, from += 1) {
        mixed[index] = Math.min(Math.max(colours[from] * (256 - share) + colours[from + channels] * share, 64), 65472);
      }
      for (let cell = -1, x = 0; cell < cells; cell += 1) {
        const left = 3 * Math.max(cell, 0);
        const right = 3 * Math.min(cell + 1, cells - 1);
        const end = cell === cells - 1 ? width : Math.min(Math.ceil((cell + 1.5) / scale - 0.25), width);
        const across = (x + 0.25) * scale - 0.5 - cell;
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
          ground[place] = 0xff000000 | ((both >>> 8) & 0xff00ff) | (green & 0xff00);
          both = (both + bothStep) | 0;
          green = (green + greenStep) | 0;
        }
      }
    }
  }

  /** Colours a shape of four corners, `[x, y, x, y, …]`, on the ground: neighbours share no pixel and leave none out. */
  quad(corners, [red, green, blue], alpha) {
    const { width, ground, crossings } = this;
    const share = Math.round(256 * alpha);
    const rest = 256 - share;
    const both = (Math.imul((blue << 16) | red, share) + 0x800080) | 0;
    const middle = (Math.imul(green << 8, share) + 0x8000) | 0;
    const least = Math.min(corners[1], corners[3], corners[5], corners[7]);
    const most = Math.max(corners[1], corners[3], corners[5], corners[7]);
    // The ground's pixel n is the picture's pixel 2n, whose centre is at 2n + ½.
    for (let row = Math.max(Math.ceil(least / 2 - 0.25), 0), last = Math.min(Math.floor(most / 2 - 0.25), width - 1); row <= last; row += 1) {
      const y = 2 * row + 0.5;
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
        const end = row * width + Math.min(Math.max(Math.ceil(crossings[pair + 1] / 2 - 0.25), 0), width);
        for (let place = row * width + Math.max(Math.ceil(crossings[pair] / 2 - 0.25), 0); place < end; place += 1) {
          const old = ground[place];
          ground[place] = 0xff000000
            | (((Math.imul(old & 0xff00ff, rest) + both) >>> 8) & 0xff00ff) | (((Math.imul(old & 0xff00, rest) + middle) >>> 8) & 0xff00);
        }
      }
    }
  }

  /** Makes the picture of the ground: what lies between its pixels is their mean. */
  spread() {
    const { side, width, ground, pixels } = this;
    let from = 0;
    for (let place = 0; place < pixels.length; place += side) {
      let upper = ground[from];
      let lower = mean(upper, ground[from + width]);
      for (const end = place + side; place < end; place += 2) {
        from += 1;
        const nextUpper = ground[from];
        const nextLower = mean(nextUpper, ground[from + width]);
        pixels[place] = upper;
        pixels[place + 1] = mean(upper, nextUpper);
        pixels[place + side] = lower;
        pixels[place + side + 1] = mean(lower, nextLower);
        upper = nextUpper;
        lower = nextLower;
      }
      from += 1;
    }
  }

  // MARK: - Shapes

  disk(x, y, radius) {
    const { side } = this;
    const reach = radius + 0.5;
    const [top, bottom] = [Math.max(Math.floor(y - reach), 0), Math.min(Math.floor(y + reach), side - 1)];
    const [left, right] = [Math.max(Math.floor(x - reach), 0), Math.min(Math.floor(x + reach), side - 1)];
    for (let row = top; row <= bottom; row += 1) {
      const dy = row + 0.5 - y;
      for (let column = left, place = row * side + left; column <= right; column += 1, place += 1) {
        const dx = column + 0.5 - x;
        const share = reach - Math.sqrt(dx * dx + dy * dy);
        if (share <= 0) continue;
        this.touch(place, 255 * Math.min(share, 1));
      }
    }
  }

  line(x0, y0, x1, y1, width) {
    const { side } = this;
    // Along the axis that the line follows more, a pixel has the share of the line's length that lies in it.
    const isSteep = Math.abs(y1 - y0) > Math.abs(x1 - x0);
    const isBackward = isSteep ? y0 > y1 : x0 > x1;
    const from = isSteep ? Math.min(y0, y1) : Math.min(x0, x1);
    const to = isSteep ? Math.max(y0, y1) : Math.max(x0, x1);
    const start = isSteep ? (isBackward ? x1 : x0) : isBackward ? y1 : y0;
    const end = isSteep ? (isBackward ? x0 : x1) : isBackward ? y0 : y1;
    if (!(to - from > 1e-6)) return;
    const slope = (end - start) / (to - from);
    const along = isSteep ? side : 1;
    const aside = isSteep ? 1 : side;
    const narrowing = 1 / Math.sqrt(1 + slope * slope);
    const half = width / 2 + 0.5;
    const reach = half / narrowing;
    for (let step = Math.max(Math.floor(from), 0), last = Math.min(Math.floor(to), side - 1); step <= last; step += 1) {
      const share = 255 * (Math.min(step + 1, to) - Math.max(step, from));
      const middle = start + slope * (step + 0.5 - from) - 0.5;
      if (width < 1) {
        // A thin line lies on two pixels, the more on the nearer one.
        const low = Math.floor(middle);
        const beyond = middle - low;
        const place = step * along + low * aside;
        if (low >= 0 && low < side) this.touch(place, share * width * (1 - beyond));
        if (low >= -1 && low + 1 < side) this.touch(place + aside, share * width * beyond);
        continue;
      }
      const low = Math.max(Math.ceil(middle - reach), 0);
      const high = Math.min(Math.floor(middle + reach), side - 1);
      for (let other = low, place = step * along + low * aside; other <= high; other += 1, place += aside) {
        this.touch(place, share * Math.min(half - Math.abs(other - middle) * narrowing, 1));
      }
    }
  }

  /** So much of a pixel is covered. */
  touch(place, amount) {
    const { cover } = this;
    const value = amount | 0;
    if (cover[place] >= value) return;
    if (cover[place] === 0) {
      this.touched[this.count] = place;
      this.count += 1;
    }
    cover[place] = value;
  }

  /** Colours what the disks and lines since the last time cover; a pixel that several of them cover is coloured once. */
  ink([red, green, blue], alpha) {
    const { pixels, cover, touched, count, shares } = this;
    const [both, middle] = [(blue << 16) | red, green << 8];
    for (let value = 0; value < 256; value += 1) shares[value] = Math.round(value * alpha * (256 / 255));
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
}

/** The mean of two colours, byte by byte. */
function mean(a, b) { return (((a ^ b) & 0xfefefefe) >> 1 & 0x7f7f7f7f) + (a & b) | 0; }
