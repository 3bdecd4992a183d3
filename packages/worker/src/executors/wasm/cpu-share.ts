// A task that may use a part of a core is stopped and let go on, so that what it used stays below its part of the time that passed. It
// earns hundredths of a hundredth of a second, to a small burst, and its own processor time spends them. The keeper does this, so that
// the share holds while no daemon runs. Neither the limits of the kernel nor SIGKILL ask whether a process is stopped.

const burstHundredths = 25
const shortestPauseHundredths = 5
const longestPauseHundredths = 99

/** Reads `cpu` and `now`, in hundredths of a second, without starting a process. */
export const readFromProc = `
look() {
  read -r now rest < /proc/uptime; now=\${now%.*}\${now#*.}
  read -r stat < /proc/$child/stat || exit
  set -- \${stat##*)}; cpu=$((\${12} + \${13}))
}`

/** The same where there is no /proc: [minutes:]seconds.hundredths, and the pauses are all that is known of the time. */
export const readFromPs = `
look() {
  now=$((now + pause))
  IFS=' :.' read -r minutes seconds hundredths <<END
$(ps -o time= -p $child)
END
  cpu=$(((minutes * 60 + 1$seconds - 100) * 100 + 1$hundredths - 100))
}`

/** A shell function that holds the process \`child\` to \`share\` hundredths of a core, for as long as it is there. */
export const holdShare = `${process.platform === 'linux' ? readFromProc : readFromPs}
hold_share() {
  now=0; pause=0; look; credit=$((${burstHundredths} * 100)); then=$now; spent=$cpu
  while :; do
    if [ $credit -lt 0 ]; then
      kill -STOP $child || exit; pause=$((1 - credit / share))
    else
      kill -CONT $child || exit; pause=$((credit / (100 - share)))
    fi
    [ $pause -ge ${shortestPauseHundredths} ] || pause=${shortestPauseHundredths}
    [ $pause -le ${longestPauseHundredths} ] || pause=${longestPauseHundredths}
    if [ $pause -lt 10 ]; then sleep 0.0$pause; else sleep 0.$pause; fi
    look
    credit=$((credit + share * (now - then) - 100 * (cpu - spent))); then=$now; spent=$cpu
    [ $credit -le $((${burstHundredths} * 100)) ] || credit=$((${burstHundredths} * 100))
  done
}`
