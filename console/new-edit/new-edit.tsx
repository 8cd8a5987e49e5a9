export const NewEdit = () => <h1 tabIndex={-1}>New edit</h1>;
