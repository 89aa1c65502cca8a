# wirelab by habit: everything from a fresh clone with only make and git.
#
#   make grade                        grades your own labs, in labs/
#   make grade LAB=03                 one of them
#   make grade LAB=03 SUBMISSION=path somebody else's
#   make test                         all tests
#   make handouts                     the handouts as a site, in build/handouts; INSTALLED=1: for those who have the package
#   make bench | soak | corpus        measurements, the long run, the table of the corpus
#   make package                      the .deb files, in build-package/deb; make package-trial tries them in a fresh Debian
#   make class-trial                  a class of 200 from three platforms, graded, and again with the grader killed twenty times
#   make attacks                      hostile submissions, and a grader that is killed a hundred times
#   make build | format | lint | clean

BUILD := build
WIRELAB := $(BUILD)/bin/wirelab

# What a fresh Debian 12 lacks. Whoever only grades needs the first line; the tests need both.
BUILD_PACKAGES := g++ cmake ninja-build libgtest-dev libgmock-dev libbenchmark-dev libfmt-dev nlohmann-json3-dev libcli11-dev \
	libtomlplusplus-dev libseccomp-dev libpcap-dev libarchive-dev libpcre2-dev libyaml-dev nettle-dev
HANDOUT_PACKAGES := pandoc
# The reports are looked at in Chromium, by axe-core from npm. Some builds of nodejs bring npm along and let no other beside it.
BROWSER_PACKAGES := chromium nodejs $(if $(wildcard /usr/bin/npm),,npm)
# A class is graded on a cluster of two nodes, both this machine; nothing of it is left running, and no service is needed.
SLURM_PACKAGES := munge slurmctld slurmd slurm-client
FORMAT_PACKAGES := clang-format
TEST_PACKAGES := python3 python3-pytest strace util-linux procps iproute2 netcat-openbsd bsdextrautils libxml2-utils python3-jsonschema python3-yaml perl zip shellcheck \
	$(FORMAT_PACKAGES) $(HANDOUT_PACKAGES) $(BROWSER_PACKAGES) $(SLURM_PACKAGES)
PACKAGE_PACKAGES := dpkg-dev file
TRIAL_PACKAGES := debootstrap
LINT_PACKAGES := $(FORMAT_PACKAGES) clang-tidy

.DEFAULT_GOAL := build
.PHONY: build grade handouts test tests corpus bench soak attacks format formatted lint clean packages test-packages lint-packages handout-packages \
	package package-packages package-trial class-trial

# install PACKAGES: says what is missing, then installs it; nothing is asked of the package manager when nothing is missing.
define install
	@missing=$$(for package in $(1); do \
	    dpkg-query -W -f '$${Status}' $$package 2>/dev/null | grep -q '^install ok installed' || echo $$package; done); \
	if [ -n "$$missing" ]; then \
	    if ! command -v apt-get >/dev/null; then \
	        echo "wirelab: please install these with your package manager:" $$missing >&2; exit 3; fi; \
	    sudo=; if [ "$$(id -u)" != 0 ]; then sudo=sudo; \
	        command -v sudo >/dev/null || { echo "wirelab: ask an administrator to run: apt-get install" $$missing >&2; exit 3; }; fi; \
	    echo "wirelab: installing" $$missing; \
	    $$sudo apt-get update -qq && \
	    DEBIAN_FRONTEND=noninteractive $$sudo apt-get install -y -qq --no-install-recommends $$missing >/dev/null || \
	    { echo "wirelab: apt-get could not install them; see above" >&2; exit 3; }; \
	fi
endef

packages:
	$(call install,$(BUILD_PACKAGES))
test-packages: packages
	$(call install,$(TEST_PACKAGES))
handout-packages:
	$(call install,$(HANDOUT_PACKAGES))
package-packages: packages
	$(call install,$(PACKAGE_PACKAGES))
lint-packages: packages
	$(call install,$(LINT_PACKAGES))

# The grader alone. Quiet when all is well.
build: packages
	@[ -f $(BUILD)/build.ninja ] || cmake --preset release >$(BUILD).log 2>&1 || { cat $(BUILD).log; exit 3; }
	@rm -f $(BUILD).log
	@cmake --build $(BUILD) --target grader

# Without LAB: every lab of your own, as an overview that is no verdict. With LAB: one, and make fails unless it has full marks.
grade: build
ifdef LAB
	@$(WIRELAB) grade $(LAB) $(SUBMISSION)
else
	@$(WIRELAB) grade all || [ $$? -eq 1 ]
endif

handouts: build handout-packages
	@INSTALLED=$(INSTALLED) handouts/site/build $(BUILD)/handouts

tests: build test-packages
	@cmake --build $(BUILD)

test: tests formatted
	ctest --test-dir $(BUILD) --output-on-failure --no-tests=error
	@tests/e2e/run

corpus: tests
	@$(BUILD)/bin/corpus --submissions tests/submissions

bench: tests
	@$(BUILD)/bin/bench
	@tests/e2e/python tests/e2e/class_trial.py --cost 500

# A class of 200 through the downloads of three platforms, and once more, killed twenty times on the way.
class-trial: tests
	@tests/e2e/python tests/e2e/class_trial.py

# Every program of the corpus this many times, with four busy loops beside: not one verdict may differ.
TIMES := 200
soak: tests
	@$(BUILD)/bin/corpus --submissions tests/submissions --times $(TIMES) --busy-loops 4

# Linked statically, so that one package serves every distribution that a platform may run.
PACKAGE := build-package
package: package-packages
	@own=$$(git status --porcelain --untracked-files=all -- 'labs/*.cpp' 2>/dev/null | cut -c4-); \
	if [ -n "$$own" ]; then \
	    echo "wirelab: not as in git, and would be handed out as skeletons; commit these or put them elsewhere (git stash):" $$own >&2; exit 3; fi
	@[ -f $(PACKAGE)/build.ninja ] || cmake -S . -B $(PACKAGE) -G Ninja -DCMAKE_BUILD_TYPE=Release -DWIRELAB_STATIC=ON \
	    -DBUILD_TESTING=OFF -DCMAKE_SKIP_INSTALL_ALL_DEPENDENCY=ON >$(PACKAGE).log 2>&1 || { cat $(PACKAGE).log; exit 3; }
	@rm -f $(PACKAGE).log
	@cmake --build $(PACKAGE) --target grader
	@rm -rf $(PACKAGE)/deb
	@cpack --config $(PACKAGE)/CPackConfig.cmake -B $(PACKAGE)/deb >$(PACKAGE)/cpack.log 2>&1 || { cat $(PACKAGE)/cpack.log; exit 3; }
	@ls $(PACKAGE)/deb/*.deb

# The packages in a fresh Debian of their own: installed with apt, a starter repository graded there. Needs root and a mirror.
package-trial: package
	$(call install,$(TRIAL_PACKAGES))
	@tests/e2e/package-trial $(PACKAGE)/deb

# One row a hostile submission; then the grader is killed at random moments.
attacks: tests
	@tests/attacks/run.py --alone
	@WIRELAB_KILLS=100 tests/e2e/run test_faults.py -k killed_grader_leaves_nothing

SOURCES = $(shell git ls-files 'autograder/*.[ch]pp' 'tests/unit/*.[ch]pp' 'tests/corpus/*.[ch]pp' 'tests/bench/*.[ch]pp')
format: lint-packages
	clang-format -i $(SOURCES)

# Each version breaks a few lines in a way of its own; that of Debian 12 decides, and no other is asked.
FORMAT_VERSION := 14
formatted: test-packages
	@case "$$(clang-format --version)" in \
	    *"version $(FORMAT_VERSION)."*) clang-format --dry-run --Werror $(SOURCES) || { echo "wirelab: make format mends this" >&2; exit 1; } ;; \
	    *) echo "wirelab: the format is not looked at, as this clang-format is not version $(FORMAT_VERSION)" ;; \
	esac

lint: tests lint-packages formatted
	@echo $(filter %.cpp,$(SOURCES)) | xargs -n 3 -P $$(nproc) clang-tidy --quiet -p $(BUILD)

clean:
	rm -rf $(BUILD)
