/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a server sends may take the worker over.  Here it gives up what it does not need, before
 * the first byte is read. */

#include "config.h"

#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <pwd.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "core/console/vireo-vnc-wire.h"
#include "worker/vireo-worker-sandbox.h"

/* Two copies of the largest screen, and as much again for libraries, cursors and TLS. */
#define ADDRESS_SPACE (4 * VIREO_WIRE_MAX_FRAME)

#if defined __x86_64__
#define OUR_ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined __aarch64__
#define OUR_ARCHITECTURE AUDIT_ARCH_AARCH64
#elif defined __loongarch_lp64
#define OUR_ARCHITECTURE AUDIT_ARCH_LOONGARCH64
#elif defined __riscv && __riscv_xlen == 64
#define OUR_ARCHITECTURE AUDIT_ARCH_RISCV64
#endif

#ifdef __SANITIZE_ADDRESS__
/* It would look for leaks with calls that are given up below. */
int __lsan_is_turned_off (void);

int
__lsan_is_turned_off (void)
{
  return 1;
}
#endif

static void
limit (int resource, rlim_t most)
{
  struct rlimit limits = { most, most };

  setrlimit (resource, &limits);
}

/* Reading stays possible where the certificates of TLS and the libraries are, writing nowhere. */
static void
give_up_files (void)
{
#ifdef __NR_landlock_create_ruleset
  struct landlock_ruleset_attr all = {
    /* Every right of the first version, which is what the oldest kernel with Landlock knows. */
    .handled_access_fs = (LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1,
  };
  struct passwd *user = getpwuid (getuid ()); /* whose home gvnc takes, not $HOME */
  g_autofree char *own_keys =
      g_build_filename (user != NULL ? user->pw_dir : g_get_home_dir (), ".pki", NULL);
  const char *readable[] = { "/etc", "/usr", "/lib", "/lib64", own_keys };
  int rules = syscall (__NR_landlock_create_ruleset, &all, sizeof all, 0);

  if (rules < 0)
    return;
  for (gsize i = 0; i < G_N_ELEMENTS (readable); i++)
    {
      struct landlock_path_beneath_attr beneath = {
        .allowed_access = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR,
        .parent_fd = open (readable[i], O_PATH | O_CLOEXEC),
      };

      if (beneath.parent_fd < 0)
        continue;
      syscall (__NR_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &beneath, 0);
      close (beneath.parent_fd);
    }
  syscall (__NR_landlock_restrict_self, rules, 0);
  close (rules);
#endif
}

/* The connection comes as a descriptor: no need for sockets, programs or other processes. */
static void
give_up_calls (void)
{
#ifdef OUR_ARCHITECTURE
  static const int refused[] = {
    __NR_execve, __NR_execveat, __NR_socket, __NR_connect, __NR_bind, __NR_listen, __NR_ptrace,
    __NR_process_vm_readv, __NR_process_vm_writev, __NR_mount, __NR_unshare, __NR_setns,
    __NR_kill, __NR_tkill, __NR_io_uring_setup, __NR_bpf, __NR_keyctl, __NR_add_key,
  };
  struct sock_filter program[2 * G_N_ELEMENTS (refused) + 8];
  struct sock_fprog whole = { .filter = program };
  guint n = 0;

  program[n++] = (struct sock_filter) BPF_STMT (BPF_LD | BPF_W | BPF_ABS,
                                                offsetof (struct seccomp_data, arch));
  program[n++] = (struct sock_filter) BPF_JUMP (BPF_JMP | BPF_JEQ | BPF_K, OUR_ARCHITECTURE, 1, 0);
  program[n++] = (struct sock_filter) BPF_STMT (BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS);
  program[n++] = (struct sock_filter) BPF_STMT (BPF_LD | BPF_W | BPF_ABS,
                                                offsetof (struct seccomp_data, nr));
#ifdef __x86_64__
  /* The x32 names of the same calls. */
  program[n++] = (struct sock_filter) BPF_JUMP (BPF_JMP | BPF_JGE | BPF_K, 0x40000000, 0, 1);
  program[n++] = (struct sock_filter) BPF_STMT (BPF_RET | BPF_K, SECCOMP_RET_ERRNO | 1);
#endif
  for (gsize i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      program[n++] = (struct sock_filter) BPF_JUMP (BPF_JMP | BPF_JEQ | BPF_K, refused[i], 0, 1);
      program[n++] = (struct sock_filter) BPF_STMT (BPF_RET | BPF_K, SECCOMP_RET_ERRNO | 1);
    }
  program[n++] = (struct sock_filter) BPF_STMT (BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
  whole.len = n;
  prctl (PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &whole);
#endif
}

/**
 * vireo_worker_sandbox_enter:
 * @keep_fd: the socket to the console
 *
 * Gives up every right that showing a screen does not need: other descriptors, memory without
 * end, files, sockets and programs.  What this kernel cannot take away stays; the worker is a
 * process of its own in any case.
 */
void
vireo_worker_sandbox_enter (int keep_fd)
{
  close_range (keep_fd + 1, ~0U, 0);
  prctl (PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  prctl (PR_SET_DUMPABLE, 0, 0, 0, 0); /* a password may be in its memory */
  limit (RLIMIT_CORE, 0);
  limit (RLIMIT_NOFILE, 64);
#ifndef __SANITIZE_ADDRESS__ /* which reserves terabytes of addresses */
  limit (RLIMIT_AS, ADDRESS_SPACE);
#endif
  give_up_files ();
  give_up_calls ();
}
