/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "core/install/vireo-media-names.h"

/* Matched against the name in lower case.  \1 and so on stand for the groups; the second id is
 * for versions that nobody described yet. */
static const struct
{
  const char *pattern;
  const char *id;
  const char *otherwise; /* (nullable) */
} hints[] = {
  { "^ctyunos-(?:[234]-)?([0-9]+\\.[0-9]+(?:\\.[0-9]+)?)-", "http://ctyun.cn/ctyunos/\\1",
    "http://ctyun.cn/ctyunos/unknown" },
  { "^ctyunos", "http://ctyun.cn/ctyunos/unknown", NULL },
  { "^openeuler-([0-9]{2}\\.[0-9]{2}(?:-lts)?(?:-sp[0-9])?)-", "http://openeuler.org/openeuler/\\1",
    "http://openeuler.org/openeuler/unknown" },
  { "^openeuler", "http://openeuler.org/openeuler/unknown", NULL },
  { "^anolisos-([0-9]+\\.[0-9]+)-", "http://openanolis.cn/anolis/\\1", NULL },
  { "^kylin-server-v(1[01])-", "http://kylinos.cn/kylin-server/\\1", NULL },
  { "^uniontechos-server-20-", "http://uniontech.com/uos-server/20", NULL },
  { "^bclinux-(?:for-)?(?:euler-)?([0-9]{2}\\.[0-9]{2})", "http://bclinux.org/bclinux-euler/\\1", NULL },
  { "^tencentos-server-([0-9])\\.", "http://tencent.com/tencentos/\\1", NULL },
  { "^(?:alinux|alibaba-?cloud-?linux)-?([0-9])[.-]", "http://aliyun.com/alinux/\\1", NULL },
  { "^culinux-([0-9]\\.[0-9])", "http://chinaunicom.cn/culinux/\\1", NULL },
  { "^[kxl]?ubuntu-([0-9]{2}\\.[0-9]{2})[.-]", "http://ubuntu.com/ubuntu/\\1", NULL },
  { "^debian-(?:live-|edu-|mac-)*([0-9]+)\\.", "http://debian.org/debian/\\1", NULL },
  { "^fedora-[a-z-]+-([0-9]{2})-|^fedora-.*-([0-9]{2})-[0-9.]+\\.iso$",
    "http://fedoraproject.org/fedora/\\1\\2", "http://fedoraproject.org/fedora/unknown" },
  { "^fedora-.*-(?:x86_64|aarch64)-([0-9]{2})-", "http://fedoraproject.org/fedora/\\1",
    "http://fedoraproject.org/fedora/unknown" },
  { "^centos-stream-([0-9]+)-", "http://centos.org/centos-stream/\\1", NULL },
  { "^centos-7-", "http://centos.org/centos/7.0", NULL },
  { "^centos-8[.-]", "http://centos.org/centos/8", NULL },
  { "^rocky-([0-9]+)[.-]", "http://rockylinux.org/rocky/\\1",
    "http://rockylinux.org/rocky/unknown" },
  { "^almalinux-([0-9]+)[.-]", "http://almalinux.org/almalinux/\\1",
    "http://almalinux.org/almalinux/unknown" },
  { "^opensuse-leap-([0-9]+\\.[0-9])-", "http://opensuse.org/opensuse/\\1",
    "http://opensuse.org/opensuse/unknown" },
  { "^archlinux-[0-9]", "http://archlinux.org/archlinux/rolling", NULL },
  { "^alpine-[a-z]+-([0-9]+\\.[0-9]+)\\.", "http://alpinelinux.org/alpinelinux/\\1", NULL },
  { "^freebsd-([0-9]+\\.[0-9])-", "http://freebsd.org/freebsd/\\1", NULL },
  { "windows_server_20(16|19|22)", "http://microsoft.com/win/2k\\1", NULL },
  { "(?:^|[_-])win(?:dows)?[ _.-]?(7|8\\.1|10|11)(?:[^0-9]|$)", "http://microsoft.com/win/\\1",
    NULL },
};

static const struct
{
  const char *pattern;
  const char *arch;
} archs[] = {
  { "x86[_-]64|amd64|x64", "x86_64" }, { "aarch64|arm64", "aarch64" },
  { "loongarch64|loong64", "loongarch64" }, { "riscv64", "riscv64" },
  { "ppc64le|ppc64el", "ppc64le" },     { "s390x", "s390x" },
  { "i[3-6]86|x86|x32", "i686" },
};

static void
add_expanded (GStrvBuilder *ids, GMatchInfo *match, const char *template)
{
  g_autofree char *id = template != NULL ? g_match_info_expand_references (match, template, NULL)
                                         : NULL;

  if (id != NULL)
    g_strv_builder_add (ids, id);
}

/**
 * vireo_media_names_guess:
 * @file_name: a file's name, without its folder
 *
 * Returns: (transfer full): libosinfo ids to try, best first, maybe none; not every one need
 *   exist; g_strfreev()
 */
char **
vireo_media_names_guess (const char *file_name)
{
  g_autofree char *valid = g_utf8_make_valid (file_name, -1);
  g_autofree char *name = g_utf8_strdown (valid, -1);
  g_autoptr (GStrvBuilder) ids = g_strv_builder_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (hints); i++)
    {
      g_autoptr (GRegex) regex = g_regex_new (hints[i].pattern, 0, 0, NULL);
      g_autoptr (GMatchInfo) match = NULL;

      if (!g_regex_match (regex, name, 0, &match))
        continue;
      add_expanded (ids, match, hints[i].id);
      add_expanded (ids, match, hints[i].otherwise);
      break;
    }
  return g_strv_builder_end (ids);
}

/**
 * vireo_media_names_find_arch:
 * @text: a file name or a volume label, valid UTF-8
 *
 * Returns: (nullable): the architecture named in it, as libvirt writes it
 */
const char *
vireo_media_names_find_arch (const char *text)
{
  for (gsize i = 0; i < G_N_ELEMENTS (archs); i++)
    {
      g_autofree char *pattern = g_strdup_printf ("(?i)(?<![a-z0-9])(?:%s)(?![a-z0-9])",
                                                  archs[i].pattern);

      if (g_regex_match_simple (pattern, text, 0, 0))
        return archs[i].arch;
    }
  return NULL;
}
