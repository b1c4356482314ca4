.PHONY: run test test-mpi test-sanitized test-browser test-wasm cifar10 book docs libraries

# Train a generator of the book's figures from its first step, told which figure to draw, and watch.
run: libraries
	swift run train shapes --recipe shapes-conditional --classes --minutes 1

# Everything that is checked automatically: first that other packages can depend on the libraries. All tests are Swift Testing's; without XCTest its summary stands last.
test: libraries
	@scripts/test-packages
	swift test --disable-xctest

# Training on the ranks of MPI, all on this machine: the same bits for any number of them. Installs Open MPI if it is missing, and builds `train` anew with the trait MPI.
test-mpi: libraries
	@scripts/test-mpi

# The kernels with addresses and undefined behaviour watched over; readers, and the tests of what reads and draws, with addresses, but not leaks, for Foundation leaks where it reads an empty file; the engine with threads. Builds everything anew twice: half an hour on two cores.
test-sanitized: libraries
	@scripts/neon-test --sanitized
	ASAN_OPTIONS=detect_leaks=0 swift run --sanitize=address --scratch-path .build-address fuzz all --cases 5000 --quiet
	ASAN_OPTIONS=detect_leaks=0 swift test --disable-xctest --sanitize=address --scratch-path .build-address --filter 'LibraryTests|FuzzingTests'
	TSAN_OPTIONS='suppressions=$(CURDIR)/Tests/thread-suppressions.txt' \
	  swift test --disable-xctest --sanitize=thread --scratch-path .build-thread --filter EngineTests

# The lab's page in a real browser; needs Python 3 and, the first time, the network.
test-browser: libraries
	@scripts/test-browser

# The lab of the published page, compiled to WebAssembly: its bits are those of the native build. Installs a C library with apt if it is missing.
test-wasm: libraries
	@scripts/test-wasm

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
