export interface ReferenceListProps {
  readonly id: string;
  readonly names: readonly string[];
  readonly active: number;
  /** In pixels, of the text that is completed. */
  readonly left: number;
  readonly top: number;
  readonly onPick: (name: string) => void;
}

export const optionId = (id: string, place: number): string => `${id}-${place}`;

/** What a reference may become. The focus stays in the prompt, which names the active option. */
export const ReferenceList = ({ id, names, active, left, top, onPick }: ReferenceListProps) => (
  <ul
    class="references"
    id={id}
    role="listbox"
    aria-label="Pictures to name"
    style={{ left: `${left}px`, top: `${top}px` }}
  >
    {names.map((name, place) => (
      <li
        key={name}
        id={optionId(id, place)}
        role="option"
        aria-selected={place === active}
        onPointerDown={(event) => {
          // The prompt keeps the focus.
          event.preventDefault();
          onPick(name);
        }}
      >
        {name}
      </li>
    ))}
  </ul>
);
