import Datasets
import Engine
import Evaluation
import Foundation
import GAN
import Notebook
import Store

//: @hide
func showStorage(_ page: Page, _ data: ImageDataset) throws {
  //: @show
  //: ## Appendix: what compression buys
  //:
  //: The book ships trained networks in the field's usual format, *safetensors*, inside a *zstd* frame. Whether that pays
  //: depends on the contents. Here are some images, as many numbers without any order, the same numbers at half the
  //: precision, and the weights of a trained layer, each written to a plain and to a packed file and read back.

  let few = data.tensor(of: 0..<(page.profile == .quick ? 40 : 250))
  let noise = Random(seed: page.seed).normal(few.shape)
  let contents: [(name: String, tensor: Tensor, type: ElementType)] = [
    ("images, as 32-bit numbers", few, .float32), ("normal noise", noise, .float32),
    ("normal noise, as 16-bit numbers", noise, .float16),
    (
      "a trained layer's weights, as 16-bit numbers",
      try TrainedPair.shipped(.shapes, .plain).generator().blocks[0].up.weight.value, .float16
    ),
    ("zeros", .zeros(few.shape), .float32),
  ]
  let costs = try contents.map { content in
    (
      plain: try fileCost(of: content.tensor, as: content.type, named: "trial.safetensors", in: page.runFolder),
      packed: try fileCost(of: content.tensor, as: content.type, named: "trial.safetensors.zst", in: page.runFolder)
    )
  }
  page.table(
    header: ["what", "plain", "packed", "of plain", "write plain", "write packed", "read plain", "read packed"],
    rows: zip(contents, costs).map { content, cost in
      let (plain, packed) = cost
      let seconds = [plain.secondsToWrite, packed.secondsToWrite, plain.secondsToRead, packed.secondsToRead]
      return [
        content.name, plain.bytes.text, packed.bytes.text,
        (Double(packed.bytes) / Double(plain.bytes)).text(.percent(1)),
      ]
        + seconds.map { ($0 * 1000).text(.significant(2)) + " ms" }
    },
    caption: "Bytes, and milliseconds on the machine below")
  page.expect(
    "what was written with 32 bits comes back bit for bit",
    zip(contents, costs).allSatisfy { $0.type == .float16 || ($1.plain.error == 0 && $1.packed.error == 0) })
  page.expect("16 bits keep normal numbers to within a 250th", costs[2].packed.error < 0.004)
  page.expect(
    "16-bit noise takes less than half of the room, images less than a third",
    Double(costs[2].packed.bytes) < 0.5 * Double(costs[1].plain.bytes)
      && 3 * costs[0].packed.bytes < costs[0].plain.bytes)
  page.expect(
    "trained weights pack no better than noise, to within a tenth",
    Double(costs[3].packed.bytes) / Double(costs[3].plain.bytes)
      > 0.9 * Double(costs[2].packed.bytes) / Double(costs[2].plain.bytes))
  page.record("perByte", Double(costs[0].packed.bytes) / Double(few.count), tolerance: 0.05, format: .decimals(2))
  page.record("toWrite", costs[0].packed.secondsToWrite, tolerance: .infinity, format: .significant(2))
  page.record("toRead", costs[0].packed.secondsToRead, tolerance: .infinity, format: .significant(1))

  //: Each of the images' numbers takes one of 256 values and still fills 32 bits, so packing saves at least three
  //: quarters; and neighbouring pixels are alike, so it saves more: {{perByte}} of a byte is left for each. Noise hardly
  //: packs, and a network's weights look much like noise to a packer. Their files shrink because each number keeps 16
  //: bits. Packing as tightly as this takes {{toWrite}} seconds for the images; unpacking takes {{toRead}}. That is a
  //: good bargain for a file that is written once and read by every reader. Checkpoints, which are written every minute,
  //: are packed in a hurry.

  //: ## Appendix: a damaged file
  //:
  //: Downloads break off, disks fail. Change a single bit in the middle of a packed file, and read it:

  let damage = try damageReport(for: few, in: page.runFolder)
  page.print(damage ?? "nothing was noticed")
  page.expect("a single wrong bit is noticed", damage != nil)
  page.record("noticedBy", damage?.contains("checksum") == true ? "the checksum" : "the decoder")

  //: This bit was noticed by {{noticedBy}}. A wrong bit often makes the stream invalid, and then the decoder stops. One
  //: that leaves it valid is caught by the checksum at the end of the zstd frame. A plain file of numbers has neither: a
  //: wrong bit there is just another number, and the network goes on drawing, slightly worse, without an error.
  //: @hide
}
//: @show

//: ## Appendix: how it is measured
//:
//: The statistics of the channels, the cost of files and the damaged file, in full.

//: {show: Measurements.swift#channelStatistics, share, FileCost, fileCost, damageReport}
