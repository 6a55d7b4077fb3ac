"""Numbers of the system calls that the filter restricts, by machine.

Source: the kernel's headers asm/unistd_64.h (x86_64) and asm-generic/unistd.h (aarch64). None: no such call.
"""

from typing import NamedTuple, Optional


class Numbers(NamedTuple):
    x86_64: Optional[int]
    aarch64: Optional[int]


#: The newest call in these tables. Higher numbers get ENOSYS.
NEWEST = 450

NETWORK = {
    'socket': Numbers(41, 198),
    'connect': Numbers(42, 203),
    'bind': Numbers(49, 200),
    'listen': Numbers(50, 201),
    'accept': Numbers(43, 202),
    'accept4': Numbers(288, 242),
    # a pair reaches nothing, but no limit counts its buffers, and it adds attack surface
    'socketpair': Numbers(53, 199),
    'setsockopt': Numbers(54, 208),
    # io_uring can open sockets
    'io_uring_setup': Numbers(425, 425),
    'io_uring_enter': Numbers(426, 426),
    'io_uring_register': Numbers(427, 427),
}

OTHER_PROCESSES = {
    'ptrace': Numbers(101, 117),
    'process_vm_readv': Numbers(310, 270),
    'process_vm_writev': Numbers(311, 271),
    'process_madvise': Numbers(440, 440),
    'process_mrelease': Numbers(448, 448),
    'kcmp': Numbers(312, 272),
    'pidfd_open': Numbers(434, 434),
    'pidfd_getfd': Numbers(438, 438),
    'pidfd_send_signal': Numbers(424, 424),
    'setpriority': Numbers(141, 140),
    'ioprio_set': Numbers(251, 30),
    'sched_setscheduler': Numbers(144, 119),
    'sched_setparam': Numbers(142, 118),
    'sched_setattr': Numbers(314, 274),
    'migrate_pages': Numbers(256, 238),
    'move_pages': Numbers(279, 239),
    # a process that leaves the group would escape killpg
    'setsid': Numbers(112, 157),
    'setpgid': Numbers(109, 154),
}

OTHER_PROGRAMS = {
    'execve': Numbers(59, 221),
    'execveat': Numbers(322, 281),
}

USERS = {
    'setuid': Numbers(105, 146),
    'setgid': Numbers(106, 144),
    'setreuid': Numbers(113, 145),
    'setregid': Numbers(114, 143),
    'setresuid': Numbers(117, 147),
    'setresgid': Numbers(119, 149),
    'setfsuid': Numbers(122, 151),
    'setfsgid': Numbers(123, 152),
    'setgroups': Numbers(116, 159),
    'capset': Numbers(126, 91),
    'keyctl': Numbers(250, 219),
    'add_key': Numbers(248, 217),
    'request_key': Numbers(249, 218),
}

NAMESPACES_AND_MOUNTS = {
    'unshare': Numbers(272, 97),
    'setns': Numbers(308, 268),
    'chroot': Numbers(161, 51),
    'pivot_root': Numbers(155, 41),
    'mount': Numbers(165, 40),
    'umount2': Numbers(166, 39),
    'open_tree': Numbers(428, 428),
    'move_mount': Numbers(429, 429),
    'fsopen': Numbers(430, 430),
    'fsconfig': Numbers(431, 431),
    'fsmount': Numbers(432, 432),
    'fspick': Numbers(433, 433),
    'mount_setattr': Numbers(442, 442),
    'name_to_handle_at': Numbers(303, 264),
    'open_by_handle_at': Numbers(304, 265),
    'fanotify_init': Numbers(300, 262),
    'fanotify_mark': Numbers(301, 263),
    'mknod': Numbers(133, None),
    'mknodat': Numbers(259, 33),
    'quotactl': Numbers(179, 60),
    'quotactl_fd': Numbers(443, 443),
    'swapon': Numbers(167, 224),
    'swapoff': Numbers(168, 225),
}

#: Memory that no limit counts, or that outlives the process.
UNCOUNTED_MEMORY = {
    'memfd_create': Numbers(319, 279),
    'memfd_secret': Numbers(447, 447),
    'shmget': Numbers(29, 194),
    'shmat': Numbers(30, 196),
    'shmctl': Numbers(31, 195),
    'shmdt': Numbers(67, 197),
    'semget': Numbers(64, 190),
    'semop': Numbers(65, 193),
    'semctl': Numbers(66, 191),
    'semtimedop': Numbers(220, 192),
    'msgget': Numbers(68, 186),
    'msgsnd': Numbers(69, 189),
    'msgrcv': Numbers(70, 188),
    'msgctl': Numbers(71, 187),
    'mq_open': Numbers(240, 180),
    'mq_unlink': Numbers(241, 181),
    'mq_timedsend': Numbers(242, 182),
    'mq_timedreceive': Numbers(243, 183),
    'mq_notify': Numbers(244, 184),
    'mq_getsetattr': Numbers(245, 185),
    'splice': Numbers(275, 76),
    'tee': Numbers(276, 77),
    'vmsplice': Numbers(278, 75),
}

#: Changes of files that a program may not write. Landlock does not control them.
FILE_METADATA = {
    'chown': Numbers(92, None),
    'fchown': Numbers(93, 55),
    'lchown': Numbers(94, None),
    'fchownat': Numbers(260, 54),
    'setxattr': Numbers(188, 5),
    'lsetxattr': Numbers(189, 6),
    'fsetxattr': Numbers(190, 7),
    'removexattr': Numbers(197, 14),
    'lremovexattr': Numbers(198, 15),
    'fremovexattr': Numbers(199, 16),
    'inotify_add_watch': Numbers(254, 27),
}

#: Further changes that Landlock does not control. Benign programs make them (shutil.copy): where the user is shared,
#: they succeed as no-ops.
NO_OP = {
    'chmod': Numbers(90, None),
    'fchmod': Numbers(91, 52),
    'fchmodat': Numbers(268, 53),
    'utime': Numbers(132, None),
    'utimes': Numbers(235, None),
    'futimesat': Numbers(261, None),
    'utimensat': Numbers(280, 88),
}

#: Send a signal to the process in the first argument.
SIGNALS = {
    'kill': Numbers(62, 129),
    'tkill': Numbers(200, 130),
    'tgkill': Numbers(234, 131),
    'rt_sigqueueinfo': Numbers(129, 138),
    'rt_tgsigqueueinfo': Numbers(297, 240),
}

#: Truncation by path. ftruncate is allowed: it needs a file that is open for writing.
TRUNCATION = {'truncate': Numbers(76, 45)}

#: Its flags are behind a pointer, which a filter cannot follow. The C library does not need it.
OPEN_BY_STRUCT = {'openat2': Numbers(437, 437)}

ADMINISTRATION = {
    'bpf': Numbers(321, 280),
    'perf_event_open': Numbers(298, 241),
    'userfaultfd': Numbers(323, 282),
    'init_module': Numbers(175, 105),
    'finit_module': Numbers(313, 273),
    'delete_module': Numbers(176, 106),
    'kexec_load': Numbers(246, 104),
    'kexec_file_load': Numbers(320, 294),
    'reboot': Numbers(169, 142),
    'acct': Numbers(163, 89),
    'syslog': Numbers(103, 116),
    'vhangup': Numbers(153, 58),
    'nfsservctl': Numbers(180, 42),
    'lookup_dcookie': Numbers(212, 18),
    'personality': Numbers(135, 92),
    'settimeofday': Numbers(164, 170),
    'clock_settime': Numbers(227, 112),
    'clock_adjtime': Numbers(305, 266),
    'adjtimex': Numbers(159, 171),
    'sethostname': Numbers(170, 161),
    'setdomainname': Numbers(171, 162),
    'iopl': Numbers(172, None),
    'ioperm': Numbers(173, None),
    'modify_ldt': Numbers(154, None),
    'uselib': Numbers(134, None),
    'ustat': Numbers(136, None),
    'sysfs': Numbers(139, None),
    '_sysctl': Numbers(156, None),
    'create_module': Numbers(174, None),
    'get_kernel_syms': Numbers(177, None),
    'query_module': Numbers(178, None),
}

DENIED = {
    **NETWORK,
    **OTHER_PROCESSES,
    **OTHER_PROGRAMS,
    **USERS,
    **NAMESPACES_AND_MOUNTS,
    **UNCOUNTED_MEMORY,
    **FILE_METADATA,
    **ADMINISTRATION,
}

#: The C library falls back to clone, whose arguments a filter can see.
ABSENT = {'clone3': Numbers(435, 435)}

#: Allowed with some arguments only.
CONDITIONAL = {
    'clone': Numbers(56, 220),
    'prlimit64': Numbers(302, 261),
    'sched_setaffinity': Numbers(203, 122),
    'prctl': Numbers(157, 167),
    'ioctl': Numbers(16, 29),
    'mmap': Numbers(9, 222),
    'fcntl': Numbers(72, 25),
    'open': Numbers(2, None),
    'openat': Numbers(257, 56),
}
