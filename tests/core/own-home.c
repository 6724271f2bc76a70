/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Preloaded where a program looks for the user's home in /etc/passwd: $HOME it is. */

#include <dlfcn.h>
#include <pwd.h>
#include <stdlib.h>

struct passwd *own_home_getpwuid (uid_t id) __asm__ ("getpwuid");
int own_home_getpwuid_r (uid_t id, struct passwd *user, char *room, size_t length,
                         struct passwd **result) __asm__ ("getpwuid_r");

struct passwd *
own_home_getpwuid (uid_t id)
{
  struct passwd *(*real) (uid_t) = (struct passwd * (*) (uid_t)) dlsym (RTLD_NEXT, "getpwuid");
  struct passwd *user = real (id);

  if (user != NULL)
    user->pw_dir = getenv ("HOME");
  return user;
}

int
own_home_getpwuid_r (uid_t id, struct passwd *user, char *room, size_t length,
                     struct passwd **result)
{
  int (*real) (uid_t, struct passwd *, char *, size_t, struct passwd **) =
      (int (*) (uid_t, struct passwd *, char *, size_t, struct passwd **)) dlsym (RTLD_NEXT,
                                                                                  "getpwuid_r");
  int failed = real (id, user, room, length, result);

  if (failed == 0 && *result != NULL)
    user->pw_dir = getenv ("HOME");
  return failed;
}
