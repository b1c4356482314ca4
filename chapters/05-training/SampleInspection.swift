import Engine
import GAN
import Metrics
import Notebook
import Pictures

//: @hide
func showSamples(
  _ page: Page, _ session: ChapterRun, _ trainer: Trainer<ImageGenerator, ImageDiscriminator>
) throws {
  //: @show
  //: ## Does it copy?
  //:
  //: A generator that memorised would make perfect pictures. Below each generated image stands the training image
  //: nearest to it, by the squared distance of pixels.

  let samples = session.drawn.slice(0..<8)
  let nearest = nearestImages(to: samples, in: session.images)
  try page.show(
    ImageGrid(Tensor.concatenate([samples, session.images.tensor(of: nearest.map(\.index))]), columns: 8),
    caption: "Above: generated. Below: the nearest of all training images")
  page.expect("none of them equals a training image", nearest.allSatisfy { $0.distance > 1e-3 })

  //: ## A walk, once more
  //:
  //: Chapter 2 walked from one latent vector to another. The same walk with this generator:

  let walk = latentWalk(from: session.latents.slice(0..<1), to: session.latents.slice(1..<2), steps: 8)
  try page.show(
    ImageGrid(withoutHistory { trainer.averaged(walk, .inference) }, columns: 8),
    caption: "Eight steps between two latent vectors, trained")
  //: @hide
}
