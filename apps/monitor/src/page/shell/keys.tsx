const keys: readonly { readonly keys: readonly string[]; readonly does: string }[] = [
  { keys: ["/"], does: "Filter" },
  { keys: ["j", "k"], does: "Next, previous row" },
  { keys: ["Enter"], does: "Open row" },
  { keys: ["g", "o"], does: "Overview" },
  { keys: ["g", "j"], does: "Jobs" },
  { keys: ["g", "p"], does: "Probes" },
  { keys: ["g", "a"], does: "Alerts" },
  { keys: ["f"], does: "Follow the log" },
  { keys: ["t"], does: "Theme" },
  { keys: ["?"], does: "These keys" },
];

/** What the keyboard does, and the switch that turns single keys off. */
export const Keys = () => (
  <dialog id="keys" aria-labelledby="keys-h">
    <h2 id="keys-h">Keyboard</h2>
    <dl class="keys">
      {keys.map(({ keys: pressed, does }) => (
        <>
          <dt>
            {pressed.map((key) => (
              <>
                <kbd>{key}</kbd>{" "}
              </>
            ))}
          </dt>
          <dd>{does}</dd>
        </>
      ))}
    </dl>
    <label class="chk">
      <input type="checkbox" id="keys-on" checked /> <span>Single keys are on</span>
    </label>
    <form method="dialog">
      <button type="submit" class="btn">
        Close
      </button>
    </form>
  </dialog>
);
