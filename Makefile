.PHONY: run test test-browser cifar10 book docs libraries

# Train the book's GAN from its first step, and watch.
run: libraries
	swift run train shapes --minutes 1

# Everything that is checked automatically: first that other packages can depend on the libraries. All tests are Swift Testing's; without XCTest its summary stands last.
test: libraries
	@scripts/test-packages
	swift test --disable-xctest

# The lab's page in a real browser; needs Python 3 and, the first time, the network.
test-browser: libraries
	@scripts/test-browser

# Download CIFAR-10 into the cache folder; FROM=path-or-address takes the archive from elsewhere.
cifar10:
	@scripts/cifar10 $(if $(FROM),'$(FROM)')

# The book as a site, in .site; needs Python 3 and, the first time, the network.
book:
	@scripts/book

# The libraries' documentation, with DocC; needs the network the first time.
docs: libraries
	@scripts/docs

# libpng, libzstd and libturbojpeg, installed if they are missing.
libraries:
	@scripts/libraries
