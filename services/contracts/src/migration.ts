/** With this a migration command ends that another try cannot help: its Job fails at once. */
export const REFUSED_BY_DATABASE = 2
