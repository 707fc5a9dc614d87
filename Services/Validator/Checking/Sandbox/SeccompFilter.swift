/// A system call filter for the sandbox, as a classic BPF program (Linux `seccomp(2)`, `SECCOMP_MODE_FILTER`).
///
/// A second wall: the name spaces already hide files, network and processes. The filter refuses the calls that could
/// make new name spaces, look into other processes or load code into the kernel, which are where sandboxes have been
/// broken. Sockets stay possible: the sandbox has a network of its own that reaches nothing, and tests may talk to
/// themselves.
enum SeccompFilter {
    private struct Instruction {
        var code: UInt16
        var ifTrue: UInt8 = 0
        var ifFalse: UInt8 = 0
        var value: UInt32
    }

    private static let loadWord: UInt16 = 0x20
    private static let jumpIfEqual: UInt16 = 0x15
    private static let jumpIfAnyBit: UInt16 = 0x45
    private static let jumpIfGreaterOrEqual: UInt16 = 0x35
    private static let giveBack: UInt16 = 0x06

    private static let allow: UInt32 = 0x7FFF_0000
    private static let kill: UInt32 = 0x8000_0000
    private static func error(_ number: UInt32) -> UInt32 { 0x0005_0000 | number }
    private static let notPermitted = error(1)
    private static let noSuchCall = error(38)

    // Offsets in `struct seccomp_data`.
    private static let callNumber: UInt32 = 0
    private static let architecture: UInt32 = 4
    private static let firstArgument: UInt32 = 16

    private struct Calls {
        var architecture: UInt32
        var denied: [UInt32]
        var clone: UInt32
        var socket: UInt32
    }

    // Numbers that are the same on every architecture (calls added since Linux 5.1).
    private static let recent: [UInt32] = [
        424 /* pidfd_send_signal */, 425, 426, 427 /* io_uring */, 428 /* open_tree */, 429 /* move_mount */,
        430, 431, 432, 433 /* fsopen … fspick */, 438 /* pidfd_getfd */, 440 /* process_madvise */,
        442 /* mount_setattr */, 443 /* quotactl_fd */, 448 /* process_mrelease */,
    ]
    private static let clone3: UInt32 = 435

    #if arch(x86_64)
        private static let calls = Calls(
            architecture: 0xC000_003E,
            denied: recent + [
                101 /* ptrace */, 103 /* syslog */, 155 /* pivot_root */, 159 /* adjtimex */, 161 /* chroot */,
                163 /* acct */, 164 /* settimeofday */, 165 /* mount */, 166 /* umount2 */, 167, 168 /* swap */,
                169 /* reboot */, 170, 171 /* sethostname, setdomainname */, 172, 173 /* iopl, ioperm */,
                175, 176 /* modules */, 179 /* quotactl */, 227 /* clock_settime */, 246 /* kexec_load */,
                248, 249, 250 /* keys */, 272 /* unshare */, 298 /* perf_event_open */, 300 /* fanotify_init */,
                303, 304 /* file handles */, 305 /* clock_adjtime */, 308 /* setns */, 310, 311 /* process_vm */,
                312 /* kcmp */, 313 /* finit_module */, 320 /* kexec_file_load */, 321 /* bpf */,
                323 /* userfaultfd */,
            ], clone: 56, socket: 41)
    #elseif arch(arm64)
        private static let calls = Calls(
            architecture: 0xC000_00B7,
            denied: recent + [
                117 /* ptrace */, 116 /* syslog */, 41 /* pivot_root */, 171 /* adjtimex */, 51 /* chroot */,
                89 /* acct */, 170 /* settimeofday */, 40 /* mount */, 39 /* umount2 */, 224, 225 /* swap */,
                142 /* reboot */, 161, 162 /* sethostname, setdomainname */, 105, 106 /* modules */, 60 /* quotactl */,
                112 /* clock_settime */, 104 /* kexec_load */, 217, 218, 219 /* keys */, 97 /* unshare */,
                241 /* perf_event_open */, 262 /* fanotify_init */, 264, 265 /* file handles */,
                266 /* clock_adjtime */,
                268 /* setns */, 270, 271 /* process_vm */, 272 /* kcmp */, 273 /* finit_module */,
                294 /* kexec_file_load */, 280 /* bpf */, 282 /* userfaultfd */,
            ], clone: 220, socket: 198)
    #else
        private static let calls: Calls? = nil
    #endif

    /// CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET.
    private static let newNamespaces: UInt32 = 0x7E02_0000

    /// The program in the machine's byte order, for `bwrap --seccomp`; empty on an architecture without a table.
    static var program: [UInt8] {
        let table: Calls? = calls
        guard let table else { return [] }
        var code: [Instruction] = [
            Instruction(code: loadWord, value: architecture),
            Instruction(code: jumpIfEqual, ifTrue: 1, value: table.architecture),
            Instruction(code: giveBack, value: kill),
            Instruction(code: loadWord, value: callNumber),
        ]
        #if arch(x86_64)
            // The x32 numbers name the same calls a second time.
            code += [
                Instruction(code: jumpIfGreaterOrEqual, ifFalse: 1, value: 0x4000_0000),
                Instruction(code: giveBack, value: notPermitted),
            ]
        #endif
        for number in table.denied {
            code += [
                Instruction(code: jumpIfEqual, ifFalse: 1, value: number),
                Instruction(code: giveBack, value: notPermitted),
            ]
        }
        code += [
            // Its arguments are behind a pointer, which a filter cannot follow; libc falls back to clone.
            Instruction(code: jumpIfEqual, ifFalse: 1, value: clone3),
            Instruction(code: giveBack, value: noSuchCall),
            Instruction(code: jumpIfEqual, ifFalse: 4, value: table.clone),
            Instruction(code: loadWord, value: firstArgument),
            Instruction(code: jumpIfAnyBit, ifFalse: 1, value: newNamespaces),
            Instruction(code: giveBack, value: notPermitted),
            Instruction(code: giveBack, value: allow),
            Instruction(code: jumpIfEqual, ifFalse: 6, value: table.socket),
            Instruction(code: loadWord, value: firstArgument),
            // AF_UNIX, AF_INET, AF_INET6, AF_NETLINK (getaddrinfo asks it); no raw packets, no exotic protocols.
            Instruction(code: jumpIfEqual, ifTrue: 4, value: 1),
            Instruction(code: jumpIfEqual, ifTrue: 3, value: 2),
            Instruction(code: jumpIfEqual, ifTrue: 2, value: 10),
            Instruction(code: jumpIfEqual, ifTrue: 1, value: 16),
            Instruction(code: giveBack, value: error(97)),
            Instruction(code: giveBack, value: allow),
        ]
        var bytes: [UInt8] = []
        for one in code {
            withUnsafeBytes(of: one.code) { bytes += $0 }
            bytes += [one.ifTrue, one.ifFalse]
            withUnsafeBytes(of: one.value) { bytes += $0 }
        }
        return bytes
    }
}
