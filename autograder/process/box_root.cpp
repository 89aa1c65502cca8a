#include "process/box_root.hpp"

#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <exception>
#include <string>
#include <string_view>
#include <utility>

#include "process/system_call.hpp"

namespace wirelab {
namespace {

Descriptor own_mount_namespace() { return must_open(open("/proc/self/ns/mnt", O_RDONLY | O_CLOEXEC), "open the mount namespace"); }

void bind(const std::string& source, const std::string& target) {
  must(mount(source.c_str(), target.c_str(), nullptr, MS_BIND | MS_REC, nullptr), "bind " + source);
}

void bind_read_only(const std::string& source, const std::string& target) {
  bind(source, target);
  mount_attr attributes{};
  attributes.attr_set = MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV;
  must(mount_setattr(AT_FDCWD, target.c_str(), AT_RECURSIVE, &attributes, sizeof attributes), "make read-only " + source);
}

void make_folder(const std::string& path) { must(mkdir(path.c_str(), 0755), "mkdir " + path); }

/// FOLDER of the machine, read-only; or the same link, where it is one (/bin -> usr/bin).
void bring(const std::string& folder, const std::string& root) {
  struct stat status {};
  if (lstat(folder.c_str(), &status) != 0) return;
  if (S_ISLNK(status.st_mode)) {
    std::array<char, 256> link{};
    must(readlink(folder.c_str(), link.data(), link.size() - 1), "readlink " + folder);
    must(symlink(link.data(), (root + folder).c_str()), "symlink " + folder);
    return;
  }
  make_folder(root + folder);
  bind_read_only(folder, root + folder);
}

/// A copy: the box's user may not be allowed to read what the grader reads.
void copy_file(const std::filesystem::path& from, const std::string& to) {
  const auto source = must_open(open(from.c_str(), O_RDONLY | O_CLOEXEC), from.string());
  const auto target = must_open(open(to.c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, 0644), "create " + to);
  while (must(sendfile(target.get(), source.get(), nullptr, 1 << 20), "copy " + from.string()) > 0) {
  }
}

/// What getprotobyname(3) and getservbyname(3) read: nothing of the machine's own.
constexpr std::array<std::pair<const char*, std::string_view>, 2> names_of_the_network{
    {{"/etc/protocols", "ip 0 IP\nicmp 1 ICMP\ntcp 6 TCP\nudp 17 UDP\n"},
     {"/etc/services", "echo 7/tcp\necho 7/udp\ndiscard 9/tcp\ndiscard 9/udp\ndaytime 13/tcp\ntime 37/tcp\ntime 37/udp\n"}}};

/// As every Linux has them (proc(5), /proc/pid/fd).
constexpr std::array<std::pair<const char*, const char*>, 4> own_descriptors{{{"/dev/fd", "/proc/self/fd"},
                                                                              {"/dev/stdin", "/proc/self/fd/0"},
                                                                              {"/dev/stdout", "/proc/self/fd/1"},
                                                                              {"/dev/stderr", "/proc/self/fd/2"}}};

void write_text(const std::string& path, std::string_view text) {
  const auto file = must_open(open(path.c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, 0644), "create " + path);
  must(write(file.get(), text.data(), text.size()), "write " + path);
}

/// What is made here must be open to the box's user, whatever the grader's user keeps from others.
class OpenToOthers {
public:
  OpenToOthers() : before_(umask(022)) {}
  OpenToOthers(const OpenToOthers&) = delete;
  OpenToOthers& operator=(const OpenToOthers&) = delete;
  ~OpenToOthers() { umask(before_); }

private:
  mode_t before_;
};

/// In a mount namespace of our own already.
void build_root(const std::filesystem::path& program_folder, const std::filesystem::path& preload) {
  // Over /tmp, which every machine has. The program's folder may be below it, so it is held by the working directory, and the
  // library by being opened first.
  const OpenToOthers open_to_others;
  const std::string root = "/tmp";
  must(chdir(program_folder.c_str()), "enter " + program_folder.string());
  Descriptor library;
  if (!preload.empty()) library = must_open(open(preload.c_str(), O_PATH | O_CLOEXEC), preload.string());

  must(mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr), "make mounts private");
  must(mount("box", root.c_str(), "tmpfs", MS_NOSUID | MS_NODEV, "size=256k,nr_inodes=64,mode=0755"), "mount the root");
  for (const auto* folder : {"/usr", "/bin", "/sbin", "/lib", "/lib64", "/lib32"}) bring(folder, root);
  make_folder(root + "/program");
  bind_read_only(".", root + "/program");
  if (library) copy_file("/proc/self/fd/" + std::to_string(library.get()), root + "/preload.so");
  make_folder(root + "/etc");
  for (const auto& [name, text] : names_of_the_network) write_text(root + name, text);
  make_folder(root + "/dev");
  for (const std::string device : {"/dev/null", "/dev/zero", "/dev/urandom"}) {
    must_open(open((root + device).c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, 0666), "create " + device);
    must(mount(device.c_str(), (root + device).c_str(), nullptr, MS_BIND, nullptr), "bind " + device);
  }
  must(symlink("../box", (root + "/dev/shm").c_str()), "symlink /dev/shm");  // shm_open(3), sem_open(3)
  for (const auto& [name, target] : own_descriptors) must(symlink(target, (root + name).c_str()), std::string("symlink ") + name);
  // The machine's, below the box's own: a user namespace may mount a /proc only where it sees one already.
  make_folder(root + "/proc");
  bind("/proc", root + "/proc");
  make_folder(root + "/box");
  must(symlink("box", (root + "/tmp").c_str()), "symlink /tmp");
  must(chdir(root.c_str()), "enter the root");
  // pivot_root(2), "pivot_root(".", ".")": the old root ends up on top of the new one, and is taken off.
  must(static_cast<int>(syscall(SYS_pivot_root, ".", ".")), "pivot_root");
  must(umount2(".", MNT_DETACH), "detach the old root");
  must(mount(nullptr, "/", nullptr, MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NOSUID | MS_NODEV, nullptr), "make the root read-only");
}

Descriptor make_box_root(const std::filesystem::path& program_folder, const std::filesystem::path& preload) {
  const auto own = own_mount_namespace();
  must(unshare(CLONE_NEWNS), "unshare mount namespace");
  Descriptor made;
  std::exception_ptr failure;
  try {
    made = own_mount_namespace();
    build_root(program_folder, preload);
  } catch (...) {
    failure = std::current_exception();
  }
  must(setns(own.get(), CLONE_NEWNS), "return to the mount namespace");
  if (failure) std::rethrow_exception(failure);
  return made;
}

struct PreparedRoot {
  std::filesystem::path program_folder;
  Descriptor mount_namespace;
};

PreparedRoot& prepared_root() {
  static PreparedRoot prepared;
  return prepared;
}

}  // namespace

void prepare_box_root(const std::filesystem::path& program_folder) {
  prepared_root() = {program_folder, make_box_root(program_folder, {})};
}

BoxRoot::BoxRoot(const std::filesystem::path& program_folder, const std::filesystem::path& preload) {
  const auto& prepared = prepared_root();
  const bool fits = prepared.mount_namespace && prepared.program_folder == program_folder && preload.empty();
  if (!fits) own_ = make_box_root(program_folder, preload);
}

const Descriptor& BoxRoot::mount_namespace() const { return own_ ? own_ : prepared_root().mount_namespace; }

InMountNamespace::InMountNamespace(const Descriptor& other) : own_(own_mount_namespace()) {
  must(setns(other.get(), CLONE_NEWNS), "enter the root of the boxes");
}

InMountNamespace::~InMountNamespace() {
  // Without its own mounts the grader could not go on, and nothing that could be done about it is left.
  if (setns(own_.get(), CLONE_NEWNS) != 0) _exit(3);
}

}  // namespace wirelab
